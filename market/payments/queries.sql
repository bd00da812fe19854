-- name: Insert :one
INSERT INTO payments (order_id, gateway, state, amount, currency, created_at)
VALUES ($1, $2, 'pending', $3, $4, $5)
RETURNING id;

-- name: Capture :execrows
UPDATE payments SET state = 'captured', amount = sqlc.arg('amount'), captured_at = sqlc.arg('at'), version = version + 1
WHERE order_id = sqlc.arg('order_id') AND gateway = sqlc.arg('gateway') AND currency = sqlc.arg('currency') AND state = 'pending';

-- name: Cancel :execrows
UPDATE payments SET state = 'cancelled', version = version + 1
WHERE order_id = $1 AND state = 'pending';

-- name: OfOrder :many
SELECT id, order_id, gateway, state, amount, currency, created_at, captured_at FROM payments WHERE order_id = $1 ORDER BY id;

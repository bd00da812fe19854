-- name: Insert :one
INSERT INTO payments (order_id, gateway, key, state, amount, currency, created_at, ask_at)
VALUES (sqlc.arg('order_id'), sqlc.arg('gateway'), sqlc.narg('key'), 'pending', sqlc.arg('amount'), sqlc.arg('currency'), sqlc.arg('created_at'), sqlc.narg('ask_at'))
RETURNING id;

-- name: CaptureCash :execrows
UPDATE payments SET state = 'captured', amount = sqlc.arg('amount'), settles = TRUE, captured_at = sqlc.arg('at'), version = version + 1
WHERE order_id = sqlc.arg('order_id') AND gateway = sqlc.arg('gateway') AND currency = sqlc.arg('currency') AND state = 'pending';

-- name: Close :execrows
UPDATE payments SET state = sqlc.arg('state'), version = version + 1
WHERE order_id = sqlc.arg('order_id') AND state IN ('pending', 'authorized');

-- name: Save :execrows
UPDATE payments SET state = sqlc.arg('state'), refunded = sqlc.arg('refunded'), settles = sqlc.arg('settles'), captured_at = sqlc.arg('captured_at'), version = version + 1
WHERE id = sqlc.arg('id') AND version = sqlc.arg('version');

-- name: SetReference :exec
UPDATE payments SET reference = sqlc.arg('reference'), version = version + 1 WHERE id = sqlc.arg('id') AND reference IS NULL;

-- name: OfOrder :many
SELECT id, order_id, gateway, key, state, amount, refunded, currency, settles, created_at, captured_at, version FROM payments WHERE order_id = $1 ORDER BY id;

-- name: ByKey :one
SELECT id, order_id FROM payments WHERE gateway = $1 AND key = $2;

-- name: InsertEvent :execrows
INSERT INTO payment_events (gateway, event_id, kind, object, amount, currency, payment_id, outcome, received_at)
VALUES (sqlc.arg('gateway'), sqlc.arg('event_id'), sqlc.arg('kind'), sqlc.arg('object'), sqlc.arg('amount'), sqlc.arg('currency'), sqlc.narg('payment_id'), sqlc.arg('outcome'), sqlc.arg('received_at'))
ON CONFLICT (gateway, event_id) DO NOTHING;

-- name: HasEvent :one
SELECT EXISTS (SELECT 1 FROM payment_events WHERE gateway = $1 AND event_id = $2);

-- name: InsertRefund :one
INSERT INTO refunds (payment_id, source, amount, reason, created_at)
VALUES (sqlc.arg('payment_id'), sqlc.arg('source'), sqlc.arg('amount'), sqlc.arg('reason'), sqlc.arg('created_at'))
ON CONFLICT (source) DO NOTHING
RETURNING id;

-- name: Refund :one
SELECT r.id, r.payment_id, r.source, r.amount, r.state, r.reason, p.order_id, p.gateway, p.key, p.currency, CAST(COALESCE(p.reference, '') AS text) AS reference
FROM refunds AS r JOIN payments AS p ON p.id = r.payment_id WHERE r.id = $1;

-- name: RefundBySource :one
SELECT r.id FROM refunds AS r JOIN payments AS p ON p.id = r.payment_id WHERE r.source = sqlc.arg('source') AND p.gateway = sqlc.arg('gateway');

-- name: FinishRefund :execrows
UPDATE refunds SET state = sqlc.arg('state'), reference = sqlc.arg('reference'), done_at = sqlc.arg('done_at')
WHERE id = sqlc.arg('id') AND (state = 'pending' OR state = 'refused' AND CAST(sqlc.arg('state') AS text) = 'done');

-- name: RefundsOf :many
SELECT r.id, r.payment_id, r.source, r.amount, r.state, r.reason, r.created_at, r.done_at, p.currency
FROM payments AS p JOIN refunds AS r ON r.payment_id = p.id WHERE p.order_id = $1 ORDER BY r.id;

-- name: OpenRefunds :many
SELECT id FROM refunds WHERE state = 'pending' AND created_at < $1 ORDER BY created_at LIMIT 100;

-- name: Due :many
SELECT id, gateway, key, CAST(COALESCE(reference, '') AS text) AS reference, state, amount, currency, created_at, ask_at FROM payments
WHERE ask_at <= $1 AND ask_at IS NOT NULL AND captured_at IS NULL ORDER BY ask_at LIMIT 50;

-- name: Ask :execrows
UPDATE payments SET ask_at = sqlc.narg('next') WHERE id = sqlc.arg('id') AND ask_at = sqlc.arg('was');

-- name: Add :execrows
-- Only of public products; zero rows also when the product is there already.
INSERT INTO wishes (account_id, product_id, created_at)
SELECT CAST(sqlc.arg('account_id') AS bigint), p.id, CAST(sqlc.arg('now') AS timestamptz)
FROM products AS p WHERE p.id = sqlc.arg('product_id') AND p.listed
ON CONFLICT (account_id, product_id) DO NOTHING;

-- name: Has :one
SELECT EXISTS (SELECT 1 FROM wishes WHERE account_id = $1 AND product_id = $2);

-- name: Remove :exec
DELETE FROM wishes WHERE account_id = $1 AND product_id = $2;

-- name: Products :many
SELECT w.product_id FROM wishes AS w JOIN products AS p ON p.id = w.product_id
WHERE w.account_id = sqlc.arg('account_id') AND p.listed
ORDER BY w.created_at DESC, w.id DESC LIMIT CAST(sqlc.arg('limit') AS bigint);

-- name: Count :one
SELECT COUNT(*) FROM wishes AS w JOIN products AS p ON p.id = w.product_id WHERE w.account_id = $1 AND p.listed;

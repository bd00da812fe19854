-- name: ByKey :one
-- A coupon and how often an account has used it.
SELECT c.id, c.code, c.percent, c.active, c.valid_from, c.valid_to, c.use_limit, c.customer_limit, c.uses,
  (SELECT COUNT(*) FROM coupon_uses AS u WHERE u.coupon_id = c.id AND u.account_id = CAST(sqlc.narg('account_id') AS bigint)) AS had
FROM coupons AS c WHERE c.code_key = sqlc.arg('code_key');

-- name: CountUse :execrows
UPDATE coupons SET uses = uses + 1
WHERE id = sqlc.arg('id') AND active AND (use_limit IS NULL OR uses < use_limit)
AND (valid_from IS NULL OR valid_from <= sqlc.arg('now')) AND (valid_to IS NULL OR valid_to > sqlc.arg('now'));

-- name: InsertUse :execrows
INSERT INTO coupon_uses (coupon_id, order_id, account_id, at)
SELECT c.id, CAST(sqlc.arg('order_id') AS bigint), CAST(sqlc.narg('account_id') AS bigint), CAST(sqlc.arg('at') AS timestamptz)
FROM coupons AS c
WHERE c.id = sqlc.arg('coupon_id') AND (c.customer_limit IS NULL OR c.customer_limit > (
  SELECT COUNT(*) FROM coupon_uses AS u WHERE u.coupon_id = c.id AND u.account_id = CAST(sqlc.narg('account_id') AS bigint)));

-- name: DeleteUse :one
DELETE FROM coupon_uses WHERE order_id = $1 RETURNING coupon_id;

-- name: DiscountUse :exec
UPDATE coupons SET uses = uses - 1 WHERE id = $1;

-- name: Insert :one
INSERT INTO coupons (code, code_key, percent, active, valid_from, valid_to, use_limit, customer_limit, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (code_key) DO NOTHING
RETURNING id;

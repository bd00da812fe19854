-- name: ByKey :one
SELECT id, code, percent, active, valid_from, valid_to, use_limit, customer_limit, uses FROM coupons WHERE code_key = $1;

-- name: UsesOf :one
SELECT COUNT(*) FROM coupon_uses WHERE coupon_id = $1 AND account_id = $2;

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

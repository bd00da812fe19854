-- name: LockProduct :one
SELECT p.id FROM products AS p WHERE p.id = $1 AND p.listed FOR UPDATE;

-- name: HasBought :one
-- Whether a parcel with the product has reached the account.
SELECT EXISTS (
  SELECT 1 FROM order_lines AS l
  JOIN parcels AS p ON p.id = l.parcel_id
  JOIN orders AS o ON o.id = l.order_id
  WHERE l.product_id = sqlc.arg('product_id') AND o.account_id = CAST(sqlc.arg('account_id') AS bigint) AND p.state = 'delivered');

-- name: Insert :execrows
INSERT INTO reviews (product_id, account_id, author, rating, body, verified, created_at, updated_at)
VALUES (sqlc.arg('product_id'), sqlc.arg('account_id'), sqlc.arg('author'), sqlc.arg('rating'), sqlc.arg('body'), sqlc.arg('verified'), sqlc.arg('now'), sqlc.arg('now'))
ON CONFLICT (account_id, product_id) DO NOTHING;

-- name: Sum :one
SELECT CAST(COUNT(*) AS bigint) AS reviews, CAST(COALESCE(SUM(rating), 0) AS bigint) AS stars
FROM reviews WHERE product_id = $1 AND approved;

-- name: Newest :many
SELECT id, author, rating, body, verified, created_at FROM reviews
WHERE product_id = $1 AND approved ORDER BY created_at DESC, id DESC LIMIT $2;

-- name: Spread :many
SELECT rating, CAST(COUNT(*) AS bigint) AS reviews FROM reviews WHERE product_id = $1 AND approved GROUP BY rating;

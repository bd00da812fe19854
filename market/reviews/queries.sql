-- name: LockProduct :one
-- Reviews of one product follow one another. works tells that the account belongs to its shop.
SELECT p.id, EXISTS (SELECT 1 FROM vendor_members AS m WHERE m.vendor_id = p.vendor_id AND m.account_id = sqlc.arg('account_id')) AS works
FROM products AS p WHERE p.id = sqlc.arg('product_id') AND p.listed FOR NO KEY UPDATE OF p;

-- name: Insert :execrows
-- Verified when a parcel with the product has reached the account.
INSERT INTO reviews (product_id, account_id, author, rating, body, verified, created_at, updated_at)
VALUES (sqlc.arg('product_id'), sqlc.arg('account_id'), sqlc.arg('author'), sqlc.arg('rating'), sqlc.arg('body'),
  EXISTS (SELECT 1 FROM order_lines AS l JOIN parcels AS q ON q.id = l.parcel_id JOIN orders AS o ON o.id = l.order_id
    WHERE l.product_id = sqlc.arg('product_id') AND o.account_id = sqlc.arg('account_id') AND q.state = 'delivered'),
  sqlc.arg('now'), sqlc.arg('now'))
ON CONFLICT (account_id, product_id) DO NOTHING;

-- name: Sum :one
SELECT CAST(COALESCE(SUM(rating), 0) AS bigint) AS stars, COUNT(*) AS reviews FROM reviews WHERE product_id = $1 AND approved;

-- name: Newest :many
-- The newest reviews, each row with the spread over all of them.
SELECT r.id, r.author, r.rating, r.body, r.verified, r.created_at,
  COUNT(*) FILTER (WHERE r.rating = 5) OVER () AS five,
  COUNT(*) FILTER (WHERE r.rating = 4) OVER () AS four,
  COUNT(*) FILTER (WHERE r.rating = 3) OVER () AS three,
  COUNT(*) FILTER (WHERE r.rating = 2) OVER () AS two,
  COUNT(*) FILTER (WHERE r.rating = 1) OVER () AS one
FROM reviews AS r
WHERE r.product_id = sqlc.arg('product_id') AND r.approved
ORDER BY r.created_at DESC, r.id DESC
LIMIT CAST(sqlc.arg('shown') AS bigint);

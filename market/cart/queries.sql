-- name: Lock :one
-- marked: a coupon or a draft goes with the goods.
SELECT id, CAST(coupon <> '' OR draft <> '' AS boolean) AS marked FROM carts WHERE owner = $1 FOR NO KEY UPDATE;

-- name: SetCoupon :exec
UPDATE carts SET coupon = $1, version = version + 1 WHERE owner = $2 AND coupon <> $1;

-- name: Create :exec
INSERT INTO carts (owner, account_id, updated_at) VALUES ($1, $2, $3) ON CONFLICT (owner) DO NOTHING;

-- name: Load :many
SELECT c.id AS cart_id, c.coupon, l.variant_id, l.quantity, l.seen_price, l.added_at,
  p.id AS product_id, p.category_id, p.title, p.currency, p.picture, p.tax_class, v.sku, v.price, v.options,
  CAST(p.listed AND v.active AS boolean) AS on_sale, CAST(COALESCE(s.on_hand, 0) AS bigint) AS on_hand,
  CAST(COALESCE(m.media, '') AS text) AS variant_picture, d.id AS vendor_id, d.name AS vendor_name, d.away_from, d.away_until
FROM carts AS c
JOIN cart_lines AS l ON l.cart_id = c.id
JOIN variants AS v ON v.id = l.variant_id
JOIN products AS p ON p.id = v.product_id
JOIN vendors AS d ON d.id = p.vendor_id
LEFT JOIN stock_levels AS s ON s.variant_id = v.id
LEFT JOIN pictures AS m ON m.id = v.picture_id
WHERE c.owner = $1
ORDER BY l.added_at, l.variant_id;

-- name: Options :many
SELECT product_id, code, name, choices FROM product_options
WHERE product_id = ANY(CAST(sqlc.arg('product_ids') AS bigint[]))
ORDER BY product_id, position, id;

-- name: SaveLine :exec
INSERT INTO cart_lines (cart_id, variant_id, quantity, seen_price, added_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity, seen_price = excluded.seen_price;

-- name: RestoreLine :execrows
INSERT INTO cart_lines (cart_id, variant_id, quantity, seen_price, added_at)
SELECT CAST(sqlc.arg('cart_id') AS bigint), v.id, CAST(sqlc.arg('quantity') AS bigint), CAST(sqlc.arg('seen_price') AS bigint), CAST(sqlc.arg('added_at') AS timestamptz)
FROM variants AS v WHERE v.id = sqlc.arg('variant_id')
ON CONFLICT (cart_id, variant_id) DO NOTHING;

-- name: DeleteLines :exec
DELETE FROM cart_lines WHERE cart_id = sqlc.arg('cart_id') AND variant_id = ANY(CAST(sqlc.arg('variant_ids') AS bigint[]));

-- name: Clear :exec
DELETE FROM cart_lines WHERE cart_id = $1;

-- name: Unmark :exec
UPDATE carts SET coupon = '', draft = '' WHERE id = $1;

-- name: KeepDraft :exec
UPDATE carts SET draft = $1 WHERE owner = $2;

-- name: Draft :one
SELECT draft FROM carts WHERE owner = $1;

-- name: Touch :exec
UPDATE carts SET updated_at = $1, version = version + 1 WHERE id = $2;

-- name: Idle :many
-- Carts that nobody has touched for a while, whose owners may be reminded and could buy something in them.
SELECT c.id, c.updated_at, a.email, a.language
FROM carts AS c JOIN accounts AS a ON a.id = c.account_id
WHERE c.updated_at > sqlc.arg('after') AND c.updated_at <= sqlc.arg('until') AND c.id > sqlc.arg('last')
  AND a.is_active AND a.cart_reminders AND a.email_verified_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM cart_lines AS l JOIN variants AS v ON v.id = l.variant_id JOIN products AS p ON p.id = v.product_id
    JOIN stock_levels AS s ON s.variant_id = v.id WHERE l.cart_id = c.id AND p.listed AND v.active AND s.on_hand > 0)
ORDER BY c.id LIMIT 200;

-- name: Reminded :one
SELECT c.account_id, c.updated_at, CAST(COALESCE(NULLIF(p.full_name, ''), a.username) AS text) AS name
FROM carts AS c JOIN accounts AS a ON a.id = c.account_id LEFT JOIN profiles AS p ON p.account_id = a.id
WHERE c.id = $1 AND a.is_active AND a.cart_reminders AND a.email_verified_at IS NOT NULL;

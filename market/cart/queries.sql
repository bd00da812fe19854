-- name: Lock :one
SELECT id FROM carts WHERE owner = $1 FOR UPDATE;

-- name: Create :exec
INSERT INTO carts (owner, account_id, updated_at) VALUES ($1, $2, $3) ON CONFLICT (owner) DO NOTHING;

-- name: Load :many
SELECT c.id AS cart_id, l.variant_id, l.quantity, l.seen_price,
  p.id AS product_id, p.title, p.currency, p.picture, p.tax_class, v.sku, v.price, v.options,
  CAST(p.listed AND v.active AS boolean) AS on_sale, CAST(COALESCE(s.on_hand, 0) AS bigint) AS on_hand,
  CAST(COALESCE(m.media, '') AS text) AS variant_picture, d.id AS vendor_id, d.name AS vendor_name
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

-- name: DeleteLines :exec
DELETE FROM cart_lines WHERE cart_id = sqlc.arg('cart_id') AND variant_id = ANY(CAST(sqlc.arg('variant_ids') AS bigint[]));

-- name: Clear :exec
DELETE FROM cart_lines WHERE cart_id = $1;

-- name: Touch :exec
UPDATE carts SET updated_at = $1, version = version + 1 WHERE id = $2;

-- name: Count :one
SELECT CAST(COALESCE(SUM(l.quantity), 0) AS bigint) FROM carts AS c JOIN cart_lines AS l ON l.cart_id = c.id WHERE c.owner = $1;

-- name: Categories :many
-- Every category with the number of its own listed products, in the order of menus.
SELECT c.id, c.parent_id, c.cid, c.slug, c.title, c.picture, CAST(COALESCE(n.products, 0) AS bigint) AS products
FROM categories AS c
LEFT JOIN (SELECT category_id, COUNT(*) AS products FROM products WHERE listed GROUP BY category_id) AS n ON n.category_id = c.id
ORDER BY c.position, c.id;

-- name: InsertCategory :one
INSERT INTO categories (cid, slug, title, picture, parent_id, position)
VALUES (sqlc.arg('cid'), sqlc.arg('slug'), sqlc.arg('title'), sqlc.arg('picture'), sqlc.narg('parent_id'), sqlc.arg('position'))
ON CONFLICT DO NOTHING
RETURNING id;

-- name: CategoryExists :one
SELECT EXISTS (SELECT 1 FROM categories WHERE id = $1);

-- name: Ground :one
-- What a new product stands on: its vendor and its category.
SELECT v.name AS vendor_name, v.state AS vendor_state, EXISTS (SELECT 1 FROM categories AS c WHERE c.id = sqlc.arg('category_id')) AS has_category
FROM vendors AS v WHERE v.id = sqlc.arg('vendor_id');

-- name: InsertProduct :one
INSERT INTO products (pid, slug, vendor_id, category_id, title, sort_en, sort_ru, sort_kk, search_title, search_keys, search_text,
  description, specifications, kind, shelf_life, manufactured_at, state, featured, digital, currency,
  picture, price_from, old_price, variant_count, available, created_at, updated_at)
VALUES (sqlc.arg('pid'), sqlc.arg('slug'), sqlc.arg('vendor_id'), sqlc.arg('category_id'), sqlc.arg('title'), sqlc.arg('sort_en'), sqlc.arg('sort_ru'),
  sqlc.arg('sort_kk'), '', '', '', sqlc.arg('description'), sqlc.arg('specifications'), sqlc.arg('kind'), sqlc.arg('shelf_life'),
  sqlc.narg('manufactured_at'), sqlc.arg('state'), sqlc.arg('featured'), sqlc.arg('digital'), sqlc.arg('currency'),
  sqlc.arg('picture'), sqlc.arg('price_from'), sqlc.narg('old_price'), sqlc.arg('variant_count'), sqlc.arg('available'), sqlc.arg('now'), sqlc.arg('now'))
ON CONFLICT DO NOTHING
RETURNING id;

-- name: Renumber :exec
-- Gives a product that was just inserted the id that was asked for.
UPDATE products SET id = sqlc.arg('wanted') WHERE id = sqlc.arg('id');

-- name: InsertPicture :one
INSERT INTO pictures (product_id, media, alt, position, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;

-- name: InsertOption :exec
INSERT INTO product_options (product_id, code, name, choices, position) VALUES ($1, $2, $3, $4, $5);

-- name: InsertVariant :one
INSERT INTO variants (product_id, sku, options, price, old_price, picture_id, position)
VALUES (sqlc.arg('product_id'), sqlc.arg('sku'), sqlc.arg('options'), sqlc.arg('price'), sqlc.narg('old_price'), sqlc.narg('picture_id'), sqlc.arg('position'))
ON CONFLICT (sku) DO NOTHING
RETURNING id;

-- name: InsertTag :exec
INSERT INTO tags (name, slug) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING;

-- name: ClearTags :exec
DELETE FROM product_tags WHERE product_id = $1;

-- name: LinkTags :exec
INSERT INTO product_tags (product_id, tag_id)
SELECT CAST(sqlc.arg('product_id') AS bigint), t.id FROM tags AS t WHERE t.slug = ANY(CAST(sqlc.arg('slugs') AS text[]));

-- name: SetIndex :exec
UPDATE products SET sort_en = sqlc.arg('sort_en'), sort_ru = sqlc.arg('sort_ru'), sort_kk = sqlc.arg('sort_kk'),
  search_title = sqlc.arg('search_title'), search_keys = sqlc.arg('search_keys'), search_text = sqlc.arg('search_text')
WHERE id = sqlc.arg('id');

-- name: SKUs :many
SELECT sku FROM variants WHERE product_id = $1 ORDER BY position, id;

-- name: Lock :one
SELECT p.id, p.vendor_id, p.state, p.currency, p.version, v.name AS vendor_name, v.state AS vendor_state
FROM products AS p JOIN vendors AS v ON v.id = p.vendor_id
WHERE p.id = $1 FOR NO KEY UPDATE OF p;

-- name: SetTexts :exec
UPDATE products SET title = sqlc.arg('title'), description = sqlc.arg('description'), specifications = sqlc.arg('specifications'),
  kind = sqlc.arg('kind'), shelf_life = sqlc.arg('shelf_life'), category_id = sqlc.arg('category_id'),
  updated_at = sqlc.arg('now'), version = version + 1
WHERE id = sqlc.arg('id');

-- name: SetState :exec
-- listed follows: published, and of a verified vendor.
UPDATE products AS p SET state = sqlc.arg('state'), updated_at = sqlc.arg('now'), version = p.version + 1,
  listed = (CAST(sqlc.arg('published') AS boolean) AND EXISTS (SELECT 1 FROM vendors AS v WHERE v.id = p.vendor_id AND v.state = 'verified'))
WHERE p.id = sqlc.arg('id');

-- name: RelistVendor :exec
-- All of the vendor's products, whatever their state, so that one being published now is waited for.
UPDATE products SET listed = (state = 'published' AND CAST(sqlc.arg('verified') AS boolean)) WHERE vendor_id = sqlc.arg('vendor_id');

-- name: HasPicture :one
SELECT EXISTS (SELECT 1 FROM pictures WHERE product_id = $1);

-- name: VariantProduct :one
SELECT product_id FROM variants WHERE id = $1;

-- name: SetPrice :exec
UPDATE variants SET price = sqlc.arg('price'), old_price = sqlc.narg('old_price'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: RefreshPrices :exec
UPDATE products AS p SET updated_at = sqlc.arg('now'), version = p.version + 1,
  price_from = (SELECT v.price FROM variants AS v WHERE v.product_id = p.id AND v.active ORDER BY v.price, v.position, v.id LIMIT 1),
  old_price = (SELECT v.old_price FROM variants AS v WHERE v.product_id = p.id AND v.active ORDER BY v.price, v.position, v.id LIMIT 1)
WHERE p.id = sqlc.arg('id');

-- name: LockOfVariants :many
SELECT p.id FROM products AS p
WHERE p.id IN (SELECT v.product_id FROM variants AS v WHERE v.id = ANY(CAST(sqlc.arg('variant_ids') AS bigint[])))
ORDER BY p.id FOR NO KEY UPDATE;

-- name: RefreshAvailable :exec
UPDATE products AS p SET available = EXISTS (
  SELECT 1 FROM variants AS v JOIN stock_levels AS s ON s.variant_id = v.id WHERE v.product_id = p.id AND v.active AND s.on_hand > 0)
WHERE p.id = ANY(CAST(sqlc.arg('ids') AS bigint[]));

-- name: AddSold :exec
UPDATE products SET sold = sold + sqlc.arg('units') WHERE id = sqlc.arg('id');

-- name: SetRating :execrows
UPDATE products SET rating = sqlc.arg('rating'), review_count = sqlc.arg('reviews') WHERE id = sqlc.arg('id');

-- name: Product :one
SELECT p.id, p.pid, p.slug, p.title, p.description, p.specifications, p.kind, p.shelf_life, p.manufactured_at, p.state, p.featured, p.digital,
  p.currency, p.picture, p.price_from, p.old_price, p.variant_count, p.rating, p.review_count, p.sold, p.available, p.listed, p.created_at,
  c.id AS category_id, c.slug AS category_slug, c.title AS category_title,
  v.id AS vendor_id, v.vid, v.slug AS vendor_slug, v.name AS vendor_name, v.description AS vendor_description, v.address, v.contact, v.logo, v.cover,
  v.state AS vendor_state, v.chat_resp_time, v.shipping_on_time, v.authentic_rating, v.days_return, v.warranty_period
FROM products AS p
JOIN categories AS c ON c.id = p.category_id
JOIN vendors AS v ON v.id = p.vendor_id
WHERE p.id = $1;

-- name: Parts :many
-- Pictures, options, tags and variants of a product in one go. label and choices are JSON but for
-- the label of a variant, which is the reference of its own picture.
SELECT CAST('picture' AS text) AS part, i.position, i.id, i.media AS code, CAST(i.alt AS text) AS label, CAST('[]' AS text) AS choices,
  CAST(0 AS bigint) AS price, CAST(NULL AS bigint) AS old_price, CAST(0 AS bigint) AS on_hand
FROM pictures AS i WHERE i.product_id = sqlc.arg('product_id')
UNION ALL
SELECT CAST('option' AS text), o.position, o.id, o.code, CAST(o.name AS text), CAST(o.choices AS text), 0, NULL, 0
FROM product_options AS o WHERE o.product_id = sqlc.arg('product_id')
UNION ALL
SELECT CAST('tag' AS text), 0, t.id, t.slug, t.name, CAST('[]' AS text), 0, NULL, 0
FROM product_tags AS pt JOIN tags AS t ON t.id = pt.tag_id WHERE pt.product_id = sqlc.arg('product_id')
UNION ALL
SELECT CAST('variant' AS text), v.position, v.id, v.sku, CAST(COALESCE(i.media, '') AS text), CAST(v.options AS text), v.price, v.old_price,
  CAST(COALESCE(s.on_hand, 0) AS bigint)
FROM variants AS v
LEFT JOIN stock_levels AS s ON s.variant_id = v.id
LEFT JOIN pictures AS i ON i.id = v.picture_id
WHERE v.product_id = sqlc.arg('product_id') AND v.active
ORDER BY 1, 2, 3;

-- name: Buyable :many
SELECT p.id AS product_id, v.id AS variant_id, p.title, p.currency, p.tax_class, p.picture, v.sku, v.price,
  CAST(COALESCE(s.on_hand, 0) AS bigint) AS on_hand, CAST(COALESCE(i.media, '') AS text) AS variant_picture, d.id AS vendor_id, d.name AS vendor_name
FROM products AS p
JOIN variants AS v ON v.product_id = p.id
JOIN vendors AS d ON d.id = p.vendor_id
LEFT JOIN stock_levels AS s ON s.variant_id = v.id
LEFT JOIN pictures AS i ON i.id = v.picture_id
WHERE p.id = sqlc.arg('product_id') AND p.listed AND v.active AND (v.id = sqlc.arg('variant_id') OR sqlc.arg('variant_id') = 0)
ORDER BY v.position, v.id;

-- name: Find :one
SELECT id FROM products WHERE pid = sqlc.arg('key') OR slug = sqlc.arg('key') ORDER BY id LIMIT 1;

-- name: WordsAfter :many
SELECT id, word FROM search_words WHERE id > $1 ORDER BY id;

-- name: LastListed :one
SELECT CAST(COALESCE(MAX(id), 0) AS bigint) FROM products;

-- name: ListedBetween :many
SELECT id, updated_at FROM products WHERE id > sqlc.arg('after') AND id <= sqlc.arg('up_to') AND listed ORDER BY id;

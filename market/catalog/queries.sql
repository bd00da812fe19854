-- name: Categories :many
-- Every category, in the order of menus.
SELECT id, parent_id, cid, slug, title, picture FROM categories ORDER BY position, id;

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
  picture, price_from, old_price, price_to, variant_count, available, created_at, updated_at)
VALUES (sqlc.arg('pid'), sqlc.arg('slug'), sqlc.arg('vendor_id'), sqlc.arg('category_id'), sqlc.arg('title'), sqlc.arg('sort_en'), sqlc.arg('sort_ru'),
  sqlc.arg('sort_kk'), '', '', '', sqlc.arg('description'), sqlc.arg('specifications'), sqlc.arg('kind'), sqlc.arg('shelf_life'),
  sqlc.narg('manufactured_at'), sqlc.arg('state'), sqlc.arg('featured'), sqlc.arg('digital'), sqlc.arg('currency'),
  sqlc.arg('picture'), sqlc.arg('price_from'), sqlc.narg('old_price'), sqlc.arg('price_to'), sqlc.arg('variant_count'), sqlc.arg('available'), sqlc.arg('now'), sqlc.arg('now'))
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
INSERT INTO variants (product_id, vendor_id, sku, options, price, old_price, picture_id, position)
VALUES (sqlc.arg('product_id'), (SELECT p.vendor_id FROM products AS p WHERE p.id = sqlc.arg('product_id')), sqlc.arg('sku'), sqlc.arg('options'), sqlc.arg('price'), sqlc.narg('old_price'), sqlc.narg('picture_id'), sqlc.arg('position'))
ON CONFLICT (vendor_id, sku) DO NOTHING
RETURNING id;

-- name: InsertTag :exec
INSERT INTO tags (name, slug) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING;

-- name: NameTag :one
-- The tag is made when no product has had it yet.
INSERT INTO tags (name, slug, title) VALUES ($1, $2, $3) ON CONFLICT (slug) DO UPDATE SET title = EXCLUDED.title RETURNING id;

-- name: Tagged :many
-- What a tag is called, with the product 0, and the products that have it.
SELECT t.name, CAST(t.title AS text) AS title, CAST(0 AS bigint) AS product_id FROM tags AS t WHERE t.slug = sqlc.arg('slug')
UNION ALL
SELECT CAST('' AS text), CAST('' AS text), pt.product_id FROM tags AS t JOIN product_tags AS pt ON pt.tag_id = t.id WHERE t.slug = sqlc.arg('slug');

-- name: TagsOf :many
SELECT t.slug, t.name, t.title FROM product_tags AS pt JOIN tags AS t ON t.id = pt.tag_id WHERE pt.product_id = $1 ORDER BY t.id;

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
WHERE p.id = $1 AND p.deleted_at IS NULL FOR NO KEY UPDATE OF p;

-- name: SetTexts :exec
UPDATE products SET title = sqlc.arg('title'), description = sqlc.arg('description'), specifications = sqlc.arg('specifications'),
  kind = sqlc.arg('kind'), shelf_life = sqlc.arg('shelf_life'), category_id = sqlc.arg('category_id'),
  updated_at = sqlc.arg('now'), version = version + 1
WHERE id = sqlc.arg('id');

-- name: SetState :exec
-- listed follows: published, and of a verified vendor.
UPDATE products AS p SET state = sqlc.arg('state'), updated_at = sqlc.arg('now'), version = p.version + 1, review_reason = sqlc.arg('reason'),
  submitted_at = CASE WHEN sqlc.arg('state') = 'in_review' THEN CAST(sqlc.arg('now') AS timestamptz) ELSE p.submitted_at END,
  listed = (CAST(sqlc.arg('published') AS boolean) AND EXISTS (SELECT 1 FROM vendors AS v WHERE v.id = p.vendor_id AND v.state = 'verified'))
WHERE p.id = sqlc.arg('id');

-- name: RelistVendor :exec
-- All of the vendor's products, whatever their state, so that one being published now is waited for.
UPDATE products SET listed = (state = 'published' AND CAST(sqlc.arg('verified') AS boolean)) WHERE vendor_id = sqlc.arg('vendor_id');

-- name: HasPicture :one
SELECT EXISTS (SELECT 1 FROM pictures WHERE product_id = $1);

-- name: SetPrice :exec
UPDATE variants SET price = sqlc.arg('price'), old_price = sqlc.narg('old_price'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: RefreshPrices :exec
UPDATE products AS p SET updated_at = sqlc.arg('now'), version = p.version + 1,
  price_from = (SELECT v.price FROM variants AS v WHERE v.product_id = p.id AND v.active ORDER BY v.price, v.position, v.id LIMIT 1),
  old_price = (SELECT v.old_price FROM variants AS v WHERE v.product_id = p.id AND v.active ORDER BY v.price, v.position, v.id LIMIT 1),
  price_to = (SELECT CAST(COALESCE(MAX(v.price), 0) AS bigint) FROM variants AS v WHERE v.product_id = p.id AND v.active)
WHERE p.id = sqlc.arg('id');

-- name: LockOfVariants :many
SELECT p.id FROM products AS p
WHERE p.id IN (SELECT v.product_id FROM variants AS v WHERE v.id = ANY(CAST(sqlc.arg('variant_ids') AS bigint[])))
ORDER BY p.id FOR NO KEY UPDATE;

-- name: RefreshAvailable :exec
-- Goods can be had while there is one of them and their shop is not away.
UPDATE products AS p SET available = EXISTS (
  SELECT 1 FROM variants AS v JOIN stock_levels AS s ON s.variant_id = v.id WHERE v.product_id = p.id AND v.active AND s.on_hand > 0)
  AND NOT EXISTS (SELECT 1 FROM vendors AS d WHERE d.id = p.vendor_id AND d.away)
WHERE p.id = ANY(CAST(sqlc.arg('ids') AS bigint[]));

-- name: RefreshOfVendor :exec
UPDATE products AS p SET available = EXISTS (
  SELECT 1 FROM variants AS v JOIN stock_levels AS s ON s.variant_id = v.id WHERE v.product_id = p.id AND v.active AND s.on_hand > 0)
  AND NOT EXISTS (SELECT 1 FROM vendors AS d WHERE d.id = p.vendor_id AND d.away)
WHERE p.vendor_id = sqlc.arg('vendor_id');

-- name: AddSold :exec
UPDATE products SET sold = sold + sqlc.arg('units') WHERE id = sqlc.arg('id');

-- name: SetRating :execrows
UPDATE products SET rating = sqlc.arg('rating'), review_count = sqlc.arg('reviews') WHERE id = sqlc.arg('id');

-- name: Product :one
SELECT p.id, p.pid, p.slug, p.title, p.description, p.specifications, p.kind, p.shelf_life, p.manufactured_at, p.state, p.featured, p.digital,
  p.currency, p.picture, p.price_from, p.old_price, p.price_to, p.variant_count, p.rating, p.review_count, p.sold, p.available, p.listed, p.created_at,
  c.id AS category_id, c.slug AS category_slug, c.title AS category_title,
  v.id AS vendor_id, v.vid, v.slug AS vendor_slug, v.name AS vendor_name, v.description AS vendor_description, v.address, v.contact, v.logo, v.cover,
  v.state AS vendor_state, v.chat_resp_time, v.shipping_on_time, v.authentic_rating, v.days_return, v.warranty_period,
  v.away_from, v.away_until
FROM products AS p
JOIN categories AS c ON c.id = p.category_id
JOIN vendors AS v ON v.id = p.vendor_id
WHERE p.id = $1;

-- name: Parts :many
-- Pictures, options, tags and variants of a product in one go. label and choices are JSON but for
-- the labels of a tag, its name, and of a variant, the reference of its own picture.
SELECT CAST('picture' AS text) AS part, i.position, i.id, i.media AS code, CAST(i.alt AS text) AS label, CAST('[]' AS text) AS choices,
  CAST(0 AS bigint) AS price, CAST(NULL AS bigint) AS old_price, CAST(0 AS bigint) AS on_hand, CAST(0 AS bigint) AS low_mark
FROM pictures AS i WHERE i.product_id = sqlc.arg('product_id')
UNION ALL
SELECT CAST('option' AS text), o.position, o.id, o.code, CAST(o.name AS text), CAST(o.choices AS text), 0, NULL, 0, 0
FROM product_options AS o WHERE o.product_id = sqlc.arg('product_id')
UNION ALL
SELECT CAST('tag' AS text), 0, t.id, t.slug, t.name, CAST(t.title AS text), 0, NULL, 0, 0
FROM product_tags AS pt JOIN tags AS t ON t.id = pt.tag_id WHERE pt.product_id = sqlc.arg('product_id')
UNION ALL
SELECT CAST('variant' AS text), v.position, v.id, v.sku, CAST(COALESCE(i.media, '') AS text), CAST(v.options AS text), v.price, v.old_price,
  CAST(COALESCE(s.on_hand, 0) AS bigint), CAST(COALESCE(s.low_mark, 0) AS bigint)
FROM variants AS v
LEFT JOIN stock_levels AS s ON s.variant_id = v.id
LEFT JOIN pictures AS i ON i.id = v.picture_id
WHERE v.product_id = sqlc.arg('product_id') AND v.active
ORDER BY 1, 2, 3;

-- name: Buyable :many
SELECT p.id AS product_id, v.id AS variant_id, p.title, p.currency, p.tax_class, p.picture, v.sku, v.price,
  CAST(COALESCE(s.on_hand, 0) AS bigint) AS on_hand, CAST(COALESCE(i.media, '') AS text) AS variant_picture, d.id AS vendor_id, d.name AS vendor_name, d.away_from, d.away_until
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

-- name: VendorStates :many
-- How many products of a vendor stand where.
SELECT state, COUNT(*) AS products FROM products WHERE vendor_id = $1 AND deleted_at IS NULL GROUP BY state;

-- name: Scarce :many
-- The published variants of a vendor that are at their low mark or below, the scarcest first.
SELECT p.id AS product_id, p.title, v.sku, s.on_hand, s.low_mark
FROM products AS p
JOIN variants AS v ON v.product_id = p.id
JOIN stock_levels AS s ON s.variant_id = v.id
WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.state = 'published' AND p.deleted_at IS NULL AND v.active AND s.on_hand <= s.low_mark
ORDER BY s.on_hand, p.id, v.position LIMIT CAST(sqlc.arg('most') AS bigint);

-- name: OwnProduct :one
-- A product on the desk of its vendor, with the change of it that waits.
SELECT p.id, p.pid, p.title, p.description, p.specifications, p.kind, p.shelf_life, p.category_id, p.currency, p.state, p.listed, p.review_reason,
  p.submitted_at, p.updated_at, p.version, p.sold,
  CAST(COALESCE(c.id, 0) AS bigint) AS change_id, CAST(COALESCE(CAST(c.proposal AS text), '') AS text) AS proposal, c.created_at AS changed_at,
  CAST(COALESCE((SELECT d.reason FROM product_changes AS d WHERE d.product_id = p.id AND d.state <> 'withdrawn' ORDER BY d.id DESC LIMIT 1), '') AS text) AS change_reason
FROM products AS p
LEFT JOIN product_changes AS c ON c.product_id = p.id AND c.state = 'open'
WHERE p.id = sqlc.arg('id') AND p.vendor_id = sqlc.arg('vendor_id') AND p.deleted_at IS NULL;

-- name: Current :one
SELECT p.title, p.description, p.specifications, p.kind, p.shelf_life, p.category_id FROM products AS p WHERE p.id = $1;

-- name: DeletePictures :exec
DELETE FROM pictures WHERE product_id = sqlc.arg('product_id') AND NOT media = ANY(CAST(sqlc.arg('kept') AS text[]));

-- name: PlacePicture :execrows
UPDATE pictures AS t SET alt = sqlc.arg('alt'), position = sqlc.arg('position')
WHERE t.id = (SELECT i.id FROM pictures AS i WHERE i.product_id = sqlc.arg('product_id') AND i.media = sqlc.arg('media') ORDER BY i.id LIMIT 1);

-- name: SetPicture :exec
UPDATE products SET picture = sqlc.arg('picture') WHERE id = sqlc.arg('id');

-- name: DeleteOptions :exec
DELETE FROM product_options WHERE product_id = $1;

-- name: RetireVariants :exec
-- Variants that are no longer chosen from; orders keep their copies, so none is deleted.
UPDATE variants SET active = FALSE, version = version + 1
WHERE product_id = sqlc.arg('product_id') AND active AND NOT id = ANY(CAST(sqlc.arg('kept') AS bigint[]));

-- name: PictureOf :one
-- A picture of a product by its reference.
SELECT i.id FROM pictures AS i WHERE i.product_id = sqlc.arg('product_id') AND i.media = sqlc.arg('media') ORDER BY i.id LIMIT 1;

-- name: ReshapeVariant :execrows
UPDATE variants AS t SET sku = sqlc.arg('sku'), options = sqlc.arg('options'), position = sqlc.arg('position'), picture_id = sqlc.narg('picture_id'), active = TRUE, version = t.version + 1
WHERE t.id = sqlc.arg('id') AND t.product_id = sqlc.arg('product_id')
  AND NOT EXISTS (SELECT 1 FROM variants AS o WHERE o.vendor_id = t.vendor_id AND o.sku = sqlc.arg('sku') AND o.id <> sqlc.arg('id'));

-- name: CountVariants :exec
UPDATE products AS p SET variant_count = (SELECT COUNT(*) FROM variants AS v WHERE v.product_id = p.id AND v.active) WHERE p.id = $1;

-- name: WithdrawChange :execrows
UPDATE product_changes SET state = 'withdrawn', updated_at = sqlc.arg('now') WHERE product_id = sqlc.arg('product_id') AND state = 'open';

-- name: InsertChange :one
INSERT INTO product_changes (product_id, version, proposal, diff, author, created_at, updated_at)
VALUES (sqlc.arg('product_id'), sqlc.arg('version'), sqlc.arg('proposal'), sqlc.arg('diff'), sqlc.arg('author'), sqlc.arg('now'), sqlc.arg('now'))
RETURNING id;

-- name: OpenChange :one
SELECT id, version, proposal FROM product_changes WHERE id = sqlc.arg('id') AND product_id = sqlc.arg('product_id') AND state = 'open' FOR NO KEY UPDATE;

-- name: DecideChange :exec
UPDATE product_changes SET state = sqlc.arg('state'), reason = sqlc.arg('reason'), decided_by = sqlc.arg('decided_by'), decided_at = sqlc.arg('now'), updated_at = CAST(sqlc.arg('now') AS timestamptz)
WHERE id = sqlc.arg('id');

-- name: DeleteProduct :exec
UPDATE products SET deleted_at = sqlc.arg('now'), updated_at = CAST(sqlc.arg('now') AS timestamptz), version = version + 1 WHERE id = sqlc.arg('id');

-- name: DropClaim :exec
DELETE FROM product_claims WHERE product_id = $1;

-- name: LockClaim :one
SELECT account_id, label, claimed_at FROM product_claims WHERE product_id = $1 FOR NO KEY UPDATE;

-- name: SetClaim :exec
INSERT INTO product_claims (product_id, account_id, label, claimed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (product_id) DO UPDATE SET account_id = excluded.account_id, label = excluded.label, claimed_at = excluded.claimed_at;

-- name: Queue :many
-- What waits for the moderators, the longest waiting first: new products, and changes of published ones.
SELECT w.product_id, w.change_id, w.since, p.title, p.picture, p.version, v.id AS vendor_id, v.name AS vendor_name,
  CAST(COALESCE(k.account_id, 0) AS bigint) AS claimed_by, CAST(COALESCE(k.label, '') AS text) AS claimer, k.claimed_at
FROM (
  SELECT id AS product_id, CAST(0 AS bigint) AS change_id, COALESCE(submitted_at, created_at) AS since FROM products WHERE state = 'in_review' AND deleted_at IS NULL AND CAST(sqlc.arg('sort') AS text) <> 'changes'
  UNION ALL
  SELECT product_id, id, created_at FROM product_changes WHERE state = 'open' AND CAST(sqlc.arg('sort') AS text) <> 'new'
) AS w
JOIN products AS p ON p.id = w.product_id
JOIN vendors AS v ON v.id = p.vendor_id
LEFT JOIN product_claims AS k ON k.product_id = w.product_id
ORDER BY w.since, w.product_id, w.change_id LIMIT CAST(sqlc.arg('most') AS bigint) OFFSET CAST(sqlc.arg('skip') AS bigint);

-- name: CountQueue :one
SELECT CAST((SELECT COUNT(*) FROM products WHERE state = 'in_review' AND deleted_at IS NULL AND CAST(sqlc.arg('sort') AS text) <> 'changes')
  + (SELECT COUNT(*) FROM product_changes WHERE state = 'open' AND CAST(sqlc.arg('sort') AS text) <> 'new') AS bigint);

-- name: SaveDraft :exec
INSERT INTO product_drafts (account_id, object, form, saved_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (account_id, object) DO UPDATE SET form = excluded.form, saved_at = excluded.saved_at;

-- name: Draft :one
SELECT form, saved_at FROM product_drafts WHERE account_id = $1 AND object = $2;

-- name: DropDraft :exec
DELETE FROM product_drafts WHERE account_id = $1 AND object = $2;

-- name: AddViews :exec
-- What a node counted comes on top of what is there. Whoever works for the shop does not count. All
-- nodes add in one order, so that none waits for another in a circle.
INSERT INTO product_views (vendor_id, day, product_id, views, carts)
SELECT p.vendor_id, CAST(e.value ->> 'day' AS text), p.id, CAST(SUM(CAST(e.value ->> 'views' AS bigint)) AS bigint), CAST(SUM(CAST(e.value ->> 'carts' AS bigint)) AS bigint)
FROM jsonb_array_elements(CAST(sqlc.arg('seen') AS jsonb)) AS e JOIN products AS p ON p.id = CAST(e.value ->> 'product' AS bigint)
WHERE NOT EXISTS (SELECT 1 FROM vendor_members AS m WHERE m.vendor_id = p.vendor_id AND m.account_id = CAST(e.value ->> 'by' AS bigint))
GROUP BY p.vendor_id, CAST(e.value ->> 'day' AS text), p.id
ORDER BY p.vendor_id, CAST(e.value ->> 'day' AS text), p.id
ON CONFLICT (vendor_id, day, product_id) DO UPDATE SET views = product_views.views + excluded.views, carts = product_views.carts + excluded.carts;

-- name: ViewDays :many
SELECT day, CAST(SUM(views) AS bigint) AS views, CAST(SUM(carts) AS bigint) AS carts FROM product_views
WHERE vendor_id = sqlc.arg('vendor_id') AND day >= sqlc.arg('since') AND day <= sqlc.arg('until')
GROUP BY day ORDER BY day;

-- name: ForgetViews :execrows
DELETE FROM product_views WHERE day < $1;

-- name: FindSKUs :many
-- Which SKUs a vendor has, whatever became of their goods.
SELECT v.sku, v.id AS variant_id, v.active, p.id AS product_id, CAST(p.deleted_at IS NOT NULL AS boolean) AS deleted
FROM variants AS v JOIN products AS p ON p.id = v.product_id
WHERE v.vendor_id = sqlc.arg('vendor_id') AND v.sku = ANY(CAST(sqlc.arg('skus') AS text[]));

-- name: OwnProducts :many
-- As OwnProduct, of several.
SELECT p.id, p.pid, p.title, p.description, p.specifications, p.kind, p.shelf_life, p.category_id, p.currency, p.state, p.listed,
  p.updated_at, p.version, CAST(COALESCE(c.id, 0) AS bigint) AS change_id, CAST(COALESCE(CAST(c.proposal AS text), '') AS text) AS proposal, c.created_at AS changed_at
FROM products AS p
LEFT JOIN product_changes AS c ON c.product_id = p.id AND c.state = 'open'
WHERE p.id = ANY(CAST(sqlc.arg('ids') AS bigint[])) AND p.vendor_id = sqlc.arg('vendor_id') AND p.deleted_at IS NULL
ORDER BY p.id;

-- name: OwnAfter :many
-- The vendor's products that are not archived, in the order of their ids.
SELECT id FROM products WHERE vendor_id = sqlc.arg('vendor_id') AND deleted_at IS NULL AND state <> 'archived' AND id > sqlc.arg('after')
ORDER BY id LIMIT CAST(sqlc.arg('most') AS bigint);

-- name: PartsOfMany :many
-- As Parts, of several products.
SELECT i.product_id, CAST('picture' AS text) AS part, i.position, i.id, i.media AS code, CAST(i.alt AS text) AS label, CAST('[]' AS text) AS choices,
  CAST(0 AS bigint) AS price, CAST(NULL AS bigint) AS old_price, CAST(0 AS bigint) AS on_hand, CAST(0 AS bigint) AS low_mark
FROM pictures AS i WHERE i.product_id = ANY(CAST(sqlc.arg('ids') AS bigint[]))
UNION ALL
SELECT o.product_id, CAST('option' AS text), o.position, o.id, o.code, CAST(o.name AS text), CAST(o.choices AS text), 0, NULL, 0, 0
FROM product_options AS o WHERE o.product_id = ANY(CAST(sqlc.arg('ids') AS bigint[]))
UNION ALL
SELECT pt.product_id, CAST('tag' AS text), 0, t.id, t.slug, t.name, CAST(t.title AS text), 0, NULL, 0, 0
FROM product_tags AS pt JOIN tags AS t ON t.id = pt.tag_id WHERE pt.product_id = ANY(CAST(sqlc.arg('ids') AS bigint[]))
UNION ALL
SELECT v.product_id, CAST('variant' AS text), v.position, v.id, v.sku, CAST(COALESCE(i.media, '') AS text), CAST(v.options AS text), v.price, v.old_price,
  CAST(COALESCE(s.on_hand, 0) AS bigint), CAST(COALESCE(s.low_mark, 0) AS bigint)
FROM variants AS v
LEFT JOIN stock_levels AS s ON s.variant_id = v.id
LEFT JOIN pictures AS i ON i.id = v.picture_id
WHERE v.product_id = ANY(CAST(sqlc.arg('ids') AS bigint[])) AND v.active
ORDER BY 1, 2, 3, 4;

-- name: CaseOf :one
-- A product for the eyes of a moderator, with the change of it that waits and who looks at it.
SELECT p.id, p.pid, p.title, p.description, p.specifications, p.kind, p.shelf_life, p.category_id, p.currency, p.state, p.listed, p.review_reason,
  p.submitted_at, p.created_at, p.updated_at, p.version, p.sold, v.id AS vendor_id, v.name AS vendor_name, v.state AS vendor_state,
  CAST(COALESCE(c.id, 0) AS bigint) AS change_id, CAST(COALESCE(CAST(c.proposal AS text), '') AS text) AS proposal,
  CAST(COALESCE(CAST(c.diff AS text), '[]') AS text) AS diff, CAST(COALESCE(c.author, '') AS text) AS author, c.created_at AS changed_at,
  CAST(COALESCE(k.account_id, 0) AS bigint) AS claimed_by, CAST(COALESCE(k.label, '') AS text) AS claimer, k.claimed_at,
  CAST(COALESCE((SELECT a.language FROM vendor_members AS m JOIN accounts AS a ON a.id = m.account_id
    WHERE m.vendor_id = p.vendor_id AND m.role = 'owner' ORDER BY m.created_at, m.account_id LIMIT 1), 'en') AS text) AS language
FROM products AS p
JOIN vendors AS v ON v.id = p.vendor_id
LEFT JOIN product_changes AS c ON c.product_id = p.id AND c.state = 'open'
LEFT JOIN product_claims AS k ON k.product_id = p.id
WHERE p.id = $1 AND p.deleted_at IS NULL;

-- name: DropOwnClaim :exec
DELETE FROM product_claims WHERE product_id = $1 AND account_id = $2;

-- name: InsertVerdict :one
-- The version is the product's at the end of the decision.
INSERT INTO product_decisions (product_id, change_id, verdict, reason, before, version, account_id, moderator, decided_at)
SELECT p.id, CAST(sqlc.narg('change_id') AS bigint), CAST(sqlc.arg('verdict') AS text), CAST(sqlc.arg('reason') AS text), CAST(sqlc.arg('before') AS jsonb), p.version,
  CAST(sqlc.narg('account_id') AS bigint), CAST(sqlc.arg('moderator') AS text), CAST(sqlc.arg('now') AS timestamptz)
FROM products AS p WHERE p.id = sqlc.arg('product_id')
RETURNING id;

-- name: LastVerdict :one
SELECT id, CAST(COALESCE(change_id, 0) AS bigint) AS change_id, moderator, undone_at FROM product_decisions WHERE product_id = $1 ORDER BY id DESC LIMIT 1;

-- name: Verdict :one
SELECT d.id, d.product_id, CAST(COALESCE(d.change_id, 0) AS bigint) AS change_id, d.verdict, d.reason, d.before, d.version, d.moderator, d.decided_at, d.undone_at,
  p.title, CAST(COALESCE(CAST(c.diff AS text), '[]') AS text) AS diff
FROM product_decisions AS d JOIN products AS p ON p.id = d.product_id LEFT JOIN product_changes AS c ON c.id = d.change_id
WHERE d.id = $1;

-- name: Verdicts :many
-- What was decided about a product, the latest first.
SELECT d.id, d.product_id, CAST(COALESCE(d.change_id, 0) AS bigint) AS change_id, d.verdict, d.reason, d.before, d.version, d.moderator, d.decided_at, d.undone_at,
  p.title, CAST(COALESCE(CAST(c.diff AS text), '[]') AS text) AS diff
FROM product_decisions AS d JOIN products AS p ON p.id = d.product_id LEFT JOIN product_changes AS c ON c.id = d.change_id
WHERE d.product_id = sqlc.arg('product_id') ORDER BY d.id DESC LIMIT CAST(sqlc.arg('most') AS bigint);

-- name: OwnVerdict :many
-- The latest decision of a moderator.
SELECT d.id, d.product_id, CAST(COALESCE(d.change_id, 0) AS bigint) AS change_id, d.verdict, d.reason, d.before, d.version, d.moderator, d.decided_at, d.undone_at,
  p.title, CAST('[]' AS text) AS diff
FROM product_decisions AS d JOIN products AS p ON p.id = d.product_id
WHERE d.account_id = sqlc.arg('account_id') ORDER BY d.id DESC LIMIT 1;

-- name: UndoVerdict :execrows
-- Only the latest decision about a product can be taken back, and only while nothing of the product
-- has changed since.
UPDATE product_decisions AS d SET undone_at = sqlc.arg('now')
WHERE d.id = sqlc.arg('id') AND d.undone_at IS NULL AND d.version = (SELECT p.version FROM products AS p WHERE p.id = d.product_id)
  AND NOT EXISTS (SELECT 1 FROM product_decisions AS o WHERE o.product_id = d.product_id AND o.id > d.id);

-- name: ReopenChange :execrows
UPDATE product_changes AS c SET state = 'open', reason = '', decided_by = '', decided_at = NULL, updated_at = sqlc.arg('now')
WHERE c.id = sqlc.arg('id') AND c.state IN ('approved', 'rejected')
  AND NOT EXISTS (SELECT 1 FROM product_changes AS o WHERE o.product_id = c.product_id AND o.state = 'open');

-- name: SetBack :exec
-- The state before a decision; what waits keeps its place in the queue.
UPDATE products AS p SET state = sqlc.arg('state'), updated_at = sqlc.arg('now'), version = p.version + 1, review_reason = '',
  listed = (CAST(sqlc.arg('published') AS boolean) AND EXISTS (SELECT 1 FROM vendors AS v WHERE v.id = p.vendor_id AND v.state = 'verified'))
WHERE p.id = sqlc.arg('id');

-- name: Add :execrows
-- Only of public products; zero rows also when the product is there already or the list is full.
INSERT INTO wishes (account_id, product_id, seen_price, created_at)
SELECT CAST(sqlc.arg('account_id') AS bigint), p.id, p.price_from, CAST(sqlc.arg('now') AS timestamptz)
FROM products AS p
WHERE p.id = sqlc.arg('product_id') AND p.listed
  AND (SELECT COUNT(*) FROM wishes AS w WHERE w.account_id = sqlc.arg('account_id')) < CAST(sqlc.arg('most') AS bigint)
ON CONFLICT (account_id, product_id) DO NOTHING;

-- name: Why :one
-- Why nothing was added.
SELECT EXISTS (SELECT 1 FROM wishes AS w WHERE w.account_id = sqlc.arg('account_id') AND w.product_id = sqlc.arg('product_id')) AS there,
  EXISTS (SELECT 1 FROM products AS p WHERE p.id = sqlc.arg('product_id') AND p.listed) AS listed;

-- name: Restore :execrows
INSERT INTO wishes (account_id, product_id, seen_price, created_at)
SELECT CAST(sqlc.arg('account_id') AS bigint), p.id, CAST(sqlc.arg('seen_price') AS bigint), CAST(sqlc.arg('created_at') AS timestamptz)
FROM products AS p
WHERE p.id = sqlc.arg('product_id')
  AND (SELECT COUNT(*) FROM wishes AS w WHERE w.account_id = sqlc.arg('account_id')) < CAST(sqlc.arg('most') AS bigint)
ON CONFLICT (account_id, product_id) DO NOTHING;

-- name: Find :one
SELECT w.product_id, p.title, p.currency, w.seen_price, w.created_at FROM wishes AS w JOIN products AS p ON p.id = w.product_id
WHERE w.account_id = $1 AND w.product_id = $2;

-- name: Remove :execrows
DELETE FROM wishes WHERE account_id = sqlc.arg('account_id') AND product_id = ANY(CAST(sqlc.arg('product_ids') AS bigint[]));

-- name: IDs :many
SELECT product_id FROM wishes WHERE account_id = $1 ORDER BY created_at DESC, id DESC;

-- name: Buyable :many
-- What can go into a cart without a choice.
SELECT w.product_id FROM wishes AS w JOIN products AS p ON p.id = w.product_id
WHERE w.account_id = $1 AND p.listed AND p.available AND p.variant_count = 1
ORDER BY w.created_at, w.id;

-- name: Count :one
SELECT COUNT(*) FROM wishes AS w JOIN products AS p ON p.id = w.product_id
WHERE w.account_id = sqlc.arg('account_id') AND (p.listed OR CAST(sqlc.arg('whole') AS boolean));

-- name: Page :many
SELECT p.id, p.slug, p.title, p.picture, p.currency, p.price_from, p.old_price, p.price_to, p.rating, p.review_count, p.variant_count,
  p.available, p.listed, p.vendor_id, v.name AS vendor_name, v.away_from, v.away_until, w.seen_price, w.created_at
FROM wishes AS w
JOIN products AS p ON p.id = w.product_id
JOIN vendors AS v ON v.id = p.vendor_id
WHERE w.account_id = sqlc.arg('account_id') AND (p.listed OR CAST(sqlc.arg('whole') AS boolean))
ORDER BY w.created_at DESC, w.id DESC
LIMIT CAST(sqlc.arg('limit') AS bigint) OFFSET CAST(sqlc.arg('offset') AS bigint);

-- name: Share :exec
INSERT INTO wish_shares (account_id, token, created_at) VALUES ($1, $2, $3) ON CONFLICT (account_id) DO NOTHING;

-- name: Token :one
SELECT token FROM wish_shares WHERE account_id = $1;

-- name: Unshare :exec
DELETE FROM wish_shares WHERE account_id = $1;

-- name: Sharer :one
SELECT s.account_id, CAST(COALESCE(p.full_name, '') AS text) AS full_name
FROM wish_shares AS s
JOIN accounts AS a ON a.id = s.account_id AND a.is_active
LEFT JOIN profiles AS p ON p.account_id = s.account_id
WHERE s.token = $1;

-- name: Await :execrows
-- Only for what is public and sold out; zero rows also when the address waits already or for too much.
INSERT INTO stock_alerts (variant_id, account_id, email, email_key, language, token, created_at, expires_at)
SELECT v.id, CAST(sqlc.narg('account_id') AS bigint), CAST(sqlc.arg('email') AS text), CAST(sqlc.arg('email_key') AS text), CAST(sqlc.arg('language') AS text),
  CAST(sqlc.arg('token') AS text), CAST(sqlc.arg('now') AS timestamptz), CAST(sqlc.arg('expires_at') AS timestamptz)
FROM variants AS v
JOIN products AS p ON p.id = v.product_id AND p.listed
JOIN stock_levels AS s ON s.variant_id = v.id AND s.on_hand = 0
WHERE v.id = sqlc.arg('variant_id') AND v.product_id = sqlc.arg('product_id') AND v.active
  AND (SELECT COUNT(*) FROM stock_alerts AS a WHERE a.email_key = sqlc.arg('email_key') AND a.sent_at IS NULL) < CAST(sqlc.arg('most') AS bigint)
ON CONFLICT (variant_id, email_key) WHERE sent_at IS NULL DO NOTHING;

-- name: WhyNot :one
-- Why nobody was added.
SELECT s.on_hand, EXISTS (SELECT 1 FROM stock_alerts AS a WHERE a.variant_id = v.id AND a.email_key = sqlc.arg('email_key') AND a.sent_at IS NULL) AS there
FROM variants AS v
JOIN products AS p ON p.id = v.product_id AND p.listed
JOIN stock_levels AS s ON s.variant_id = v.id
WHERE v.id = sqlc.arg('variant_id') AND v.product_id = sqlc.arg('product_id') AND v.active;

-- name: Due :many
SELECT a.id, a.email, a.language FROM stock_alerts AS a
JOIN variants AS v ON v.id = a.variant_id AND v.active
JOIN products AS p ON p.id = v.product_id AND p.listed
JOIN stock_levels AS s ON s.variant_id = v.id AND s.on_hand > 0
WHERE a.sent_at IS NULL AND a.expires_at > sqlc.arg('now')
ORDER BY a.id
LIMIT CAST(sqlc.arg('limit') AS bigint);

-- name: Answer :execrows
UPDATE stock_alerts SET sent_at = sqlc.arg('now') WHERE id = sqlc.arg('id') AND sent_at IS NULL;

-- name: CleanAlerts :execrows
DELETE FROM stock_alerts WHERE expires_at <= sqlc.arg('now');

-- name: AlertByID :one
SELECT a.id, v.product_id, p.title, a.token FROM stock_alerts AS a JOIN variants AS v ON v.id = a.variant_id JOIN products AS p ON p.id = v.product_id
WHERE a.id = $1;

-- name: StopAlerts :exec
DELETE FROM stock_alerts WHERE email_key = (SELECT a.email_key FROM stock_alerts AS a WHERE a.token = $1);

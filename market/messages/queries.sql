-- name: ShopOfProduct :one
-- Whose goods a customer may ask about: what is on sale.
SELECT p.vendor_id, v.name AS shop, p.title FROM products AS p JOIN vendors AS v ON v.id = p.vendor_id WHERE p.id = $1 AND p.listed;

-- name: ShopOfParcel :one
SELECT v.id AS vendor_id, v.name AS shop, o.oid FROM parcels AS p JOIN orders AS o ON o.id = p.order_id JOIN vendors AS v ON v.id = p.vendor_id
WHERE p.id = sqlc.arg('parcel_id') AND o.account_id = sqlc.arg('account_id');

-- name: Find :one
SELECT id FROM conversations WHERE account_id = sqlc.arg('account_id') AND vendor_id = sqlc.arg('vendor_id')
  AND (product_id = sqlc.arg('product_id') OR parcel_id = sqlc.arg('parcel_id'));

-- name: Insert :exec
INSERT INTO conversations (vendor_id, account_id, product_id, parcel_id, last_at, created_at)
VALUES (sqlc.arg('vendor_id'), sqlc.arg('account_id'), sqlc.narg('product_id'), sqlc.narg('parcel_id'), sqlc.arg('now'), sqlc.arg('now'))
ON CONFLICT DO NOTHING;

-- name: Lock :one
SELECT id, vendor_id, account_id, closed, customer_unread, vendor_unread FROM conversations WHERE id = $1 FOR NO KEY UPDATE;

-- name: InsertMessage :exec
INSERT INTO conversation_messages (conversation_id, from_vendor, account_id, body, created_at)
VALUES (sqlc.arg('conversation_id'), sqlc.arg('from_vendor'), sqlc.narg('account_id'), sqlc.arg('body'), sqlc.arg('now'));

-- name: Wrote :exec
-- The other side has one more to read; the writer has read what was there.
UPDATE conversations SET last_body = sqlc.arg('last_body'), last_at = sqlc.arg('now'),
  customer_unread = CASE WHEN CAST(sqlc.arg('from_vendor') AS boolean) THEN customer_unread + 1 ELSE 0 END,
  vendor_unread = CASE WHEN CAST(sqlc.arg('from_vendor') AS boolean) THEN 0 ELSE vendor_unread + 1 END,
  customer_told = customer_told AND CAST(sqlc.arg('from_vendor') AS boolean),
  vendor_told = vendor_told AND NOT CAST(sqlc.arg('from_vendor') AS boolean)
WHERE id = sqlc.arg('id');

-- name: ReadByCustomer :exec
UPDATE conversations SET customer_unread = 0, customer_told = FALSE WHERE id = $1;

-- name: ReadByVendor :exec
UPDATE conversations SET vendor_unread = 0, vendor_told = FALSE WHERE id = $1;

-- name: SetClosed :exec
UPDATE conversations SET closed = sqlc.arg('closed') WHERE id = sqlc.arg('id');

-- name: UnreadOfAccount :one
SELECT COUNT(*) FROM conversations WHERE account_id = $1 AND customer_unread > 0;

-- name: UnreadOfVendor :one
SELECT COUNT(*) FROM conversations WHERE vendor_id = $1 AND vendor_unread > 0;

-- name: ShopsOfAccount :many
SELECT DISTINCT vendor_id FROM conversations WHERE account_id = $1 ORDER BY vendor_id;

-- name: CountOfAccount :one
SELECT COUNT(*) FROM conversations WHERE account_id = $1;

-- name: CountOfVendor :one
SELECT COUNT(*) FROM conversations WHERE vendor_id = $1;

-- name: OfAccount :many
SELECT c.id, c.vendor_id, c.account_id, c.product_id, c.parcel_id, c.closed, c.customer_unread AS unread, c.last_body, c.last_at,
  v.name AS shop, a.username AS person, CAST(COALESCE(CAST(p.title AS text), '{}') AS text) AS title, CAST(COALESCE(p.listed, FALSE) AS boolean) AS listed, CAST(COALESCE(o.oid, '') AS text) AS oid
FROM conversations AS c
JOIN vendors AS v ON v.id = c.vendor_id
JOIN accounts AS a ON a.id = c.account_id
LEFT JOIN products AS p ON p.id = c.product_id
LEFT JOIN parcels AS k ON k.id = c.parcel_id
LEFT JOIN orders AS o ON o.id = k.order_id
WHERE c.account_id = sqlc.arg('account_id')
ORDER BY c.last_at DESC, c.id DESC LIMIT CAST(sqlc.arg('most') AS bigint) OFFSET CAST(sqlc.arg('skip') AS bigint);

-- name: OfVendor :many
SELECT c.id, c.vendor_id, c.account_id, c.product_id, c.parcel_id, c.closed, c.vendor_unread AS unread, c.last_body, c.last_at,
  v.name AS shop, a.username AS person, CAST(COALESCE(CAST(p.title AS text), '{}') AS text) AS title, CAST(COALESCE(p.listed, FALSE) AS boolean) AS listed, CAST(COALESCE(o.oid, '') AS text) AS oid
FROM conversations AS c
JOIN vendors AS v ON v.id = c.vendor_id
JOIN accounts AS a ON a.id = c.account_id
LEFT JOIN products AS p ON p.id = c.product_id
LEFT JOIN parcels AS k ON k.id = c.parcel_id
LEFT JOIN orders AS o ON o.id = k.order_id
WHERE c.vendor_id = sqlc.arg('vendor_id')
ORDER BY c.last_at DESC, c.id DESC LIMIT CAST(sqlc.arg('most') AS bigint) OFFSET CAST(sqlc.arg('skip') AS bigint);

-- name: Get :one
SELECT c.id, c.vendor_id, c.account_id, c.product_id, c.parcel_id, c.closed, c.customer_unread, c.vendor_unread, c.last_body, c.last_at,
  v.name AS shop, a.username AS person, CAST(COALESCE(CAST(p.title AS text), '{}') AS text) AS title, CAST(COALESCE(p.listed, FALSE) AS boolean) AS listed, CAST(COALESCE(o.oid, '') AS text) AS oid
FROM conversations AS c
JOIN vendors AS v ON v.id = c.vendor_id
JOIN accounts AS a ON a.id = c.account_id
LEFT JOIN products AS p ON p.id = c.product_id
LEFT JOIN parcels AS k ON k.id = c.parcel_id
LEFT JOIN orders AS o ON o.id = k.order_id
WHERE c.id = $1;

-- name: Messages :many
-- The last ones, the newest first.
SELECT id, from_vendor, body, created_at FROM conversation_messages WHERE conversation_id = sqlc.arg('conversation_id')
ORDER BY id DESC LIMIT CAST(sqlc.arg('most') AS bigint);

-- name: Untold :many
SELECT id FROM conversations
WHERE ((customer_unread > 0 AND NOT customer_told) OR (vendor_unread > 0 AND NOT vendor_told)) AND last_at <= sqlc.arg('before')
ORDER BY last_at LIMIT 200;

-- name: TellCustomer :execrows
UPDATE conversations SET customer_told = TRUE WHERE id = $1 AND customer_unread > 0 AND NOT customer_told;

-- name: TellVendor :execrows
UPDATE conversations SET vendor_told = TRUE WHERE id = $1 AND vendor_unread > 0 AND NOT vendor_told;

-- name: CustomerAddress :one
SELECT a.email, a.language FROM conversations AS c JOIN accounts AS a ON a.id = c.account_id WHERE c.id = $1 AND a.is_active;

-- name: VendorAddresses :many
-- Everybody who works for the shop.
SELECT a.email, a.language FROM conversations AS c JOIN vendor_members AS m ON m.vendor_id = c.vendor_id JOIN accounts AS a ON a.id = m.account_id
WHERE c.id = $1 AND a.is_active ORDER BY a.id;

-- name: InsertReport :execrows
INSERT INTO conversation_reports (conversation_id, account_id, note, created_at)
VALUES (sqlc.arg('conversation_id'), sqlc.arg('account_id'), sqlc.arg('note'), sqlc.arg('now'))
ON CONFLICT DO NOTHING;

-- name: Reports :many
SELECT r.note, a.username FROM conversation_reports AS r JOIN accounts AS a ON a.id = r.account_id WHERE r.conversation_id = $1 ORDER BY r.created_at, r.account_id;

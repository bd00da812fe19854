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
SELECT id, vendor_id, account_id, closed, stopped, customer_unread, vendor_unread FROM conversations WHERE id = $1 FOR NO KEY UPDATE;

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
SELECT c.id, c.vendor_id, c.account_id, c.product_id, c.parcel_id, c.closed, c.stopped, c.customer_unread, c.vendor_unread, c.last_body, c.last_at,
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
SELECT id, from_vendor, body, hidden, created_at FROM conversation_messages WHERE conversation_id = sqlc.arg('conversation_id')
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
ON CONFLICT (conversation_id, account_id) DO UPDATE SET note = excluded.note, created_at = excluded.created_at, decision_id = NULL
WHERE conversation_reports.decision_id IS NOT NULL;

-- name: Reports :many
SELECT r.note, CAST(r.decision_id IS NULL AS boolean) AS open, r.account_id, r.created_at, a.username FROM conversation_reports AS r JOIN accounts AS a ON a.id = r.account_id WHERE r.conversation_id = $1 ORDER BY r.created_at, r.account_id;

-- name: CountReported :one
SELECT COUNT(DISTINCT conversation_id) FROM conversation_reports WHERE decision_id IS NULL;

-- name: Reported :many
-- Conversations that somebody reported, the longest waiting first, without a word of them.
SELECT c.id, c.vendor_id, v.name AS shop, a.username AS person, CAST(o.since AS timestamptz) AS since, o.reports,
  CAST(COALESCE(k.account_id, 0) AS bigint) AS claimed_by, CAST(COALESCE(k.label, '') AS text) AS claimer, k.claimed_at
FROM (SELECT r.conversation_id, MIN(r.created_at) AS since, COUNT(*) AS reports FROM conversation_reports AS r WHERE r.decision_id IS NULL GROUP BY r.conversation_id) AS o
JOIN conversations AS c ON c.id = o.conversation_id
JOIN vendors AS v ON v.id = c.vendor_id
JOIN accounts AS a ON a.id = c.account_id
LEFT JOIN conversation_claims AS k ON k.conversation_id = c.id
ORDER BY o.since, c.id LIMIT CAST(sqlc.arg('most') AS bigint) OFFSET CAST(sqlc.arg('skip') AS bigint);

-- name: Claim :one
SELECT account_id, label, claimed_at FROM conversation_claims WHERE conversation_id = $1;

-- name: SetClaim :exec
INSERT INTO conversation_claims (conversation_id, account_id, label, claimed_at)
VALUES (sqlc.arg('conversation_id'), sqlc.arg('account_id'), sqlc.arg('label'), sqlc.arg('now'))
ON CONFLICT (conversation_id) DO UPDATE SET account_id = excluded.account_id, label = excluded.label, claimed_at = excluded.claimed_at;

-- name: DropClaim :exec
DELETE FROM conversation_claims WHERE conversation_id = sqlc.arg('conversation_id') AND account_id = sqlc.arg('account_id');

-- name: EndReports :execrows
UPDATE conversation_reports SET decision_id = sqlc.arg('decision_id') WHERE conversation_id = sqlc.arg('conversation_id') AND decision_id IS NULL;

-- name: ReopenReports :execrows
UPDATE conversation_reports SET decision_id = NULL WHERE decision_id = sqlc.arg('decision_id');

-- name: InsertDecision :one
INSERT INTO conversation_decisions (conversation_id, message_id, verdict, side, reason, was_closed, account_id, moderator, decided_at)
VALUES (sqlc.arg('conversation_id'), sqlc.narg('message_id'), sqlc.arg('verdict'), sqlc.arg('side'), sqlc.arg('reason'), sqlc.arg('was_closed'), sqlc.narg('account_id'), sqlc.arg('moderator'), sqlc.arg('now'))
RETURNING id;

-- name: Decisions :many
-- What was decided about a conversation, the latest first.
SELECT id, conversation_id, message_id, verdict, side, reason, was_closed, moderator, decided_at, undone_at FROM conversation_decisions
WHERE conversation_id = sqlc.arg('conversation_id') ORDER BY id DESC LIMIT 20;

-- name: Decision :one
SELECT id, conversation_id, message_id, verdict, side, reason, was_closed, moderator, decided_at, undone_at FROM conversation_decisions WHERE id = $1;

-- name: UndoDecision :execrows
UPDATE conversation_decisions SET undone_at = sqlc.arg('now') WHERE id = sqlc.arg('id') AND undone_at IS NULL;

-- name: SetStopped :exec
UPDATE conversations SET closed = sqlc.arg('closed'), stopped = sqlc.arg('stopped') WHERE id = sqlc.arg('id');

-- name: SetHidden :one
-- Takes a message of a conversation from the eyes of both sides, or gives it back.
UPDATE conversation_messages SET hidden = sqlc.arg('hidden')
WHERE id = sqlc.arg('id') AND conversation_id = sqlc.arg('conversation_id') AND hidden <> sqlc.arg('hidden')
RETURNING from_vendor;

-- name: LastMessage :one
SELECT body, hidden FROM conversation_messages WHERE conversation_id = $1 ORDER BY id DESC LIMIT 1;

-- name: SetLast :exec
UPDATE conversations SET last_body = sqlc.arg('last_body') WHERE id = sqlc.arg('id');

-- name: Reporters :many
SELECT a.id, a.email, a.language FROM conversation_reports AS r JOIN accounts AS a ON a.id = r.account_id
WHERE r.conversation_id = $1 AND r.decision_id IS NULL AND a.is_active ORDER BY a.id;

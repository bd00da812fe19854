-- name: LockProduct :one
-- Reviews of one product follow one another. works tells that the account belongs to its shop,
-- bought that the product was delivered to the account.
SELECT p.id, p.listed,
  EXISTS (SELECT 1 FROM vendor_members AS m WHERE m.vendor_id = p.vendor_id AND m.account_id = sqlc.arg('account_id')) AS works,
  EXISTS (SELECT 1 FROM order_lines AS l JOIN parcels AS q ON q.id = l.parcel_id JOIN orders AS o ON o.id = l.order_id
    WHERE l.product_id = p.id AND l.cancelled_at IS NULL AND o.account_id = sqlc.arg('account_id') AND q.state = 'delivered') AS bought
FROM products AS p WHERE p.id = sqlc.arg('product_id') FOR NO KEY UPDATE OF p;

-- name: Insert :execrows
INSERT INTO reviews (product_id, vendor_id, account_id, author, rating, body, photos, verified, created_at, updated_at)
VALUES (sqlc.arg('product_id'), (SELECT p.vendor_id FROM products AS p WHERE p.id = sqlc.arg('product_id')), sqlc.arg('account_id'), sqlc.arg('author'), sqlc.arg('rating'), sqlc.arg('body'), sqlc.arg('photos'), sqlc.arg('verified'),
  sqlc.arg('now'), sqlc.arg('now'))
ON CONFLICT (account_id, product_id) DO NOTHING;

-- name: Own :one
SELECT r.id, r.rating, r.body, r.photos, r.approved, r.verified, r.created_at, p.title, p.listed
FROM reviews AS r JOIN products AS p ON p.id = r.product_id
WHERE r.account_id = sqlc.arg('account_id') AND r.product_id = sqlc.arg('product_id');

-- name: Update :execrows
UPDATE reviews SET rating = sqlc.arg('rating'), body = sqlc.arg('body'), photos = sqlc.arg('photos'), verified = verified OR CAST(sqlc.arg('verified') AS boolean),
  updated_at = sqlc.arg('now'), version = version + 1
WHERE account_id = sqlc.arg('account_id') AND product_id = sqlc.arg('product_id');

-- name: Delete :execrows
DELETE FROM reviews WHERE account_id = sqlc.arg('account_id') AND product_id = sqlc.arg('product_id') AND approved;

-- name: Sum :one
SELECT CAST(COALESCE(SUM(rating), 0) AS bigint) AS stars, COUNT(*) AS reviews FROM reviews WHERE product_id = $1 AND approved;

-- name: LockReview :one
-- A public review, for those who judge it.
SELECT r.id, r.product_id, r.account_id, r.author, r.rating, r.body FROM reviews AS r JOIN products AS p ON p.id = r.product_id
WHERE r.id = $1 AND r.approved AND p.listed FOR NO KEY UPDATE OF r;

-- name: Public :one
SELECT r.id, r.product_id, r.account_id, r.author, r.rating, r.body, r.created_at, p.title FROM reviews AS r JOIN products AS p ON p.id = r.product_id
WHERE r.id = $1 AND r.approved AND p.listed;

-- name: Vote :execrows
INSERT INTO review_votes (review_id, account_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (review_id, account_id) DO NOTHING;

-- name: Unvote :execrows
DELETE FROM review_votes WHERE review_id = $1 AND account_id = $2;

-- name: CountVotes :one
UPDATE reviews SET helpful = (SELECT COUNT(*) FROM review_votes AS v WHERE v.review_id = reviews.id) WHERE id = $1 RETURNING helpful;

-- name: Report :execrows
INSERT INTO review_reports (review_id, account_id, reason, note, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (review_id, account_id) DO NOTHING;

-- name: CountMine :one
SELECT COUNT(*) FROM reviews WHERE account_id = $1;

-- name: Mine :many
SELECT r.id, r.product_id, r.rating, r.body, r.photos, r.approved, r.verified, r.helpful, r.created_at, p.title, p.picture, p.listed
FROM reviews AS r JOIN products AS p ON p.id = r.product_id
WHERE r.account_id = sqlc.arg('account_id')
ORDER BY r.created_at DESC, r.id DESC
LIMIT CAST(sqlc.arg('limit') AS bigint) OFFSET CAST(sqlc.arg('offset') AS bigint);

-- name: Waiting :many
-- Goods that reached the account and that it has not reviewed yet, the latest first.
SELECT p.id, p.title, p.picture, CAST(MAX(q.updated_at) AS timestamptz) AS arrived
FROM orders AS o
JOIN parcels AS q ON q.order_id = o.id AND q.state = 'delivered'
JOIN order_lines AS l ON l.parcel_id = q.id AND l.cancelled_at IS NULL
JOIN products AS p ON p.id = l.product_id AND p.listed
WHERE o.account_id = sqlc.arg('account_id')
  AND NOT EXISTS (SELECT 1 FROM reviews AS r WHERE r.account_id = o.account_id AND r.product_id = p.id)
GROUP BY p.id, p.title, p.picture
ORDER BY MAX(q.updated_at) DESC, p.id
LIMIT CAST(sqlc.arg('limit') AS bigint);

-- name: LockToReply :one
-- A public review of goods of a shop in which the account looks after the goods, with whom to tell.
SELECT r.id, r.reply, CAST(COALESCE(a.email, '') AS text) AS email, CAST(COALESCE(a.language, '') AS text) AS language
FROM reviews AS r JOIN products AS p ON p.id = r.product_id LEFT JOIN accounts AS a ON a.id = r.account_id AND a.is_active
WHERE r.id = sqlc.arg('id') AND r.approved
  AND p.vendor_id = (SELECT m.vendor_id FROM vendor_members AS m WHERE m.account_id = sqlc.arg('account_id') AND m.role IN ('owner', 'catalogue') ORDER BY m.created_at, m.vendor_id LIMIT 1)
FOR NO KEY UPDATE OF r;

-- name: SetReply :exec
UPDATE reviews SET reply = sqlc.arg('reply'), replied_at = sqlc.arg('replied_at'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: CountUnanswered :one
-- The public reviews of a vendor's goods that wait for an answer.
SELECT COUNT(*) FROM products AS p JOIN reviews AS r ON r.product_id = p.id
WHERE p.vendor_id = sqlc.arg('vendor_id') AND r.approved AND r.reply = '';

-- name: Received :one
-- A public review of goods of a vendor.
SELECT r.id, r.author, r.rating, r.body, r.photos, r.verified, r.created_at, r.reply, r.replied_at, p.id AS product_id, p.title, p.picture, p.listed
FROM reviews AS r JOIN products AS p ON p.id = r.product_id
WHERE r.id = sqlc.arg('id') AND r.approved AND p.vendor_id = sqlc.arg('vendor_id');

-- name: Replied :one
-- An answer for the letter that tells of it.
SELECT r.author, r.body, r.reply, p.id AS product_id, p.title, v.name AS vendor_name
FROM reviews AS r JOIN products AS p ON p.id = r.product_id JOIN vendors AS v ON v.id = p.vendor_id
WHERE r.id = $1 AND r.approved AND r.reply <> '';

-- name: ProductOf :one
SELECT product_id, author, rating, body, approved FROM reviews WHERE id = $1;

-- name: SetApproved :execrows
UPDATE reviews SET approved = sqlc.arg('approved'), updated_at = sqlc.arg('now'), version = version + 1 WHERE id = sqlc.arg('id') AND approved <> CAST(sqlc.arg('approved') AS boolean);

-- name: CloseReports :execrows
UPDATE review_reports SET state = sqlc.arg('state') WHERE review_id = sqlc.arg('review_id') AND state = 'open';

-- name: CountReported :one
SELECT COUNT(DISTINCT review_id) FROM review_reports WHERE state = 'open';

-- name: Reported :many
-- Reviews that somebody reported, the longest waiting first.
SELECT r.id, r.product_id, r.author, r.rating, r.body, r.photos, r.verified, r.created_at, r.approved, p.title, CAST(o.since AS timestamptz) AS since
FROM (SELECT g.review_id, MIN(g.created_at) AS since FROM review_reports AS g WHERE g.state = 'open' GROUP BY g.review_id) AS o
JOIN reviews AS r ON r.id = o.review_id
JOIN products AS p ON p.id = r.product_id
ORDER BY o.since, r.id LIMIT CAST(sqlc.arg('most') AS bigint) OFFSET CAST(sqlc.arg('skip') AS bigint);

-- name: ReportsOf :many
SELECT review_id, reason, note, created_at FROM review_reports
WHERE review_id = ANY(CAST(sqlc.arg('ids') AS bigint[])) AND state <> 'dismissed' ORDER BY review_id, created_at, id;

-- name: CountHidden :one
SELECT COUNT(*) FROM reviews WHERE NOT approved;

-- name: Hidden :many
-- Reviews that are not public, the last hidden first.
SELECT r.id, r.product_id, r.author, r.rating, r.body, r.photos, r.verified, r.created_at, r.approved, p.title, r.updated_at AS since
FROM reviews AS r JOIN products AS p ON p.id = r.product_id
WHERE NOT r.approved
ORDER BY r.updated_at DESC, r.id DESC LIMIT CAST(sqlc.arg('most') AS bigint) OFFSET CAST(sqlc.arg('skip') AS bigint);

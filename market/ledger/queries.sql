-- name: InsertPosting :one
INSERT INTO postings (source, kind, order_id, parcel_id, vendor_id, at)
VALUES (sqlc.arg('source'), sqlc.arg('kind'), sqlc.arg('order_id'), sqlc.narg('parcel_id'), CAST(sqlc.narg('vendor_id') AS bigint), sqlc.arg('at'))
ON CONFLICT (source) DO NOTHING
RETURNING id;

-- name: InsertMoves :exec
INSERT INTO moves (posting_id, at, from_account, to_account, amount, currency)
SELECT CAST(sqlc.arg('posting_id') AS bigint), CAST(sqlc.arg('at') AS timestamptz), CAST(e.value ->> 'from' AS text), CAST(e.value ->> 'to' AS text),
  CAST(e.value ->> 'amount' AS bigint), CAST(e.value ->> 'currency' AS text)
FROM jsonb_array_elements(CAST(sqlc.arg('moves') AS jsonb)) AS e;

-- name: HasPosting :one
SELECT EXISTS (SELECT 1 FROM postings WHERE source = $1);

-- name: OfParcel :many
-- The sale of a parcel and what was taken back of it.
SELECT m.from_account, m.to_account, m.amount, m.currency FROM postings AS p JOIN moves AS m ON m.posting_id = p.id
WHERE p.parcel_id = $1 AND p.kind IN ('sale', 'reversal') ORDER BY p.id, m.id;

-- name: Balances :many
SELECT m.currency, CAST(SUM(CASE WHEN m.to_account = sqlc.arg('account') THEN m.amount ELSE -m.amount END) AS bigint) AS balance
FROM moves AS m WHERE m.from_account = sqlc.arg('account') OR m.to_account = sqlc.arg('account')
GROUP BY m.currency ORDER BY m.currency;

-- name: Entries :many
SELECT p.id, p.source, p.kind, p.order_id, p.parcel_id, p.at, m.currency,
  CAST(CASE WHEN m.to_account = sqlc.arg('account') THEN m.from_account ELSE m.to_account END AS text) AS counter,
  CAST(CASE WHEN m.to_account = sqlc.arg('account') THEN m.amount ELSE -m.amount END AS bigint) AS amount
FROM moves AS m JOIN postings AS p ON p.id = m.posting_id
WHERE (m.from_account = sqlc.arg('account') OR m.to_account = sqlc.arg('account')) AND m.posting_id < sqlc.arg('before')
ORDER BY m.posting_id DESC, m.id DESC LIMIT CAST(sqlc.arg('count') AS bigint);

-- name: InsertRate :execrows
INSERT INTO commission_rates (scope, category_id, vendor_id, basis_points, valid_from, created_at)
VALUES (sqlc.arg('scope'), sqlc.narg('category_id'), sqlc.narg('vendor_id'), sqlc.narg('basis_points'), sqlc.arg('valid_from'), sqlc.arg('now'))
ON CONFLICT (scope, valid_from) DO NOTHING;

-- name: KnownScope :one
SELECT (SELECT COUNT(*) FROM categories AS c WHERE c.id = sqlc.narg('category_id')) + (SELECT COUNT(*) FROM vendors AS v WHERE v.id = sqlc.narg('vendor_id')) AS known;

-- name: Owns :one
SELECT EXISTS (SELECT 1 FROM vendor_members WHERE vendor_id = $1 AND account_id = $2 AND role = 'owner');

-- name: RatesAt :many
-- The newest rule of each scope that has begun.
SELECT r.scope, r.basis_points FROM (
  SELECT c.scope, c.basis_points, ROW_NUMBER() OVER (PARTITION BY c.scope ORDER BY c.valid_from DESC) AS age
  FROM commission_rates AS c WHERE c.valid_from <= $1) AS r
WHERE r.age = 1;

-- name: AllRates :many
SELECT scope, basis_points, valid_from FROM commission_rates ORDER BY scope, valid_from DESC;

-- name: Parents :many
SELECT id, CAST(parent_id AS bigint) AS parent_id FROM categories WHERE parent_id IS NOT NULL;

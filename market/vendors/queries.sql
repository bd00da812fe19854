-- name: Insert :one
INSERT INTO vendors (vid, slug, name, name_key, description, address, contact, logo, cover,
  chat_resp_time, shipping_on_time, authentic_rating, days_return, warranty_period, created_at)
VALUES (sqlc.arg('vid'), sqlc.arg('slug'), sqlc.arg('name'), sqlc.arg('name_key'), sqlc.arg('description'), sqlc.arg('address'),
  sqlc.arg('contact'), sqlc.arg('logo'), sqlc.arg('cover'), sqlc.arg('chat_resp_time'), sqlc.arg('shipping_on_time'),
  sqlc.arg('authentic_rating'), sqlc.arg('days_return'), sqlc.arg('warranty_period'), sqlc.arg('created_at'))
ON CONFLICT DO NOTHING
RETURNING id;

-- name: LockAccount :one
-- Two shops opened at once by one account follow one another.
SELECT id FROM accounts WHERE id = $1 AND is_active FOR NO KEY UPDATE;

-- name: InsertMember :exec
INSERT INTO vendor_members (vendor_id, account_id, role, created_at) VALUES ($1, $2, $3, $4);

-- name: ShopOf :one
SELECT vendor_id, role FROM vendor_members WHERE account_id = $1 ORDER BY created_at, vendor_id LIMIT 1;

-- name: Lock :one
SELECT id, state FROM vendors WHERE id = $1 FOR NO KEY UPDATE;

-- name: SetState :exec
UPDATE vendors SET state = sqlc.arg('state'), state_reason = sqlc.arg('reason'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: Public :one
SELECT id, vid, slug, name, description, address, contact, logo, cover, state, chat_resp_time, shipping_on_time, authentic_rating, days_return, warranty_period, created_at
FROM vendors WHERE id = $1 AND state = 'verified';

-- name: Own :one
SELECT v.id, v.vid, v.slug, v.name, v.description, v.address, v.contact, v.logo, v.cover, v.state, v.chat_resp_time, v.shipping_on_time, v.authentic_rating, v.days_return, v.warranty_period, v.created_at
FROM vendor_members AS m JOIN vendors AS v ON v.id = m.vendor_id
WHERE m.account_id = $1 ORDER BY m.created_at, v.id LIMIT 1;

-- name: ByVID :one
SELECT id FROM vendors WHERE vid = sqlc.arg('key') OR slug = sqlc.arg('key') ORDER BY id LIMIT 1;

-- name: Names :many
-- The verified vendors for filters and lists, by name.
SELECT id, slug, name, logo FROM vendors WHERE state = 'verified' ORDER BY name_key, id;

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
SELECT id, state, state_reason, submitted_at, version FROM vendors WHERE id = $1 FOR NO KEY UPDATE;

-- name: SetState :exec
UPDATE vendors SET state = sqlc.arg('state'), state_reason = sqlc.arg('reason'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: Public :one
SELECT id, vid, slug, name, description, address, contact, logo, cover, state, chat_resp_time, shipping_on_time, authentic_rating, days_return, warranty_period, created_at,
  city, delivery_terms, return_terms, away_from, away_until, legal_name
FROM vendors WHERE id = $1 AND state = 'verified';

-- name: Own :one
SELECT v.id, v.vid, v.slug, v.name, v.description, v.address, v.contact, v.logo, v.cover, v.state, v.chat_resp_time, v.shipping_on_time, v.authentic_rating, v.days_return, v.warranty_period, v.created_at,
  v.city, v.delivery_terms, v.return_terms, v.away_from, v.away_until, v.legal_name
FROM vendor_members AS m JOIN vendors AS v ON v.id = m.vendor_id
WHERE m.account_id = $1 ORDER BY m.created_at, v.id LIMIT 1;

-- name: ByVID :one
SELECT id FROM vendors WHERE vid = sqlc.arg('key') OR slug = sqlc.arg('key') ORDER BY id LIMIT 1;

-- name: Names :many
-- The verified vendors for filters and lists, by name.
SELECT id, slug, name, logo FROM vendors WHERE state = 'verified' ORDER BY name_key, id;

-- name: Membership :one
SELECT v.id, v.name, v.logo, v.state, v.state_reason, v.submitted_at, v.away_from, v.away_until, m.role, m.unread
FROM vendor_members AS m JOIN vendors AS v ON v.id = m.vendor_id
WHERE m.account_id = $1 ORDER BY m.created_at, v.id LIMIT 1;

-- name: SetUnread :exec
UPDATE vendor_members SET unread = sqlc.arg('unread') WHERE vendor_id = sqlc.arg('vendor_id');

-- name: Setup :one
SELECT v.id, v.vid, v.slug, v.name, v.description, v.address, v.contact, v.logo, v.cover, v.state, v.state_reason, v.chat_resp_time, v.shipping_on_time,
  v.authentic_rating, v.days_return, v.warranty_period, v.created_at, v.legal_name, v.bin, v.iban, v.city, v.delivery_terms, v.return_terms, v.submitted_at, v.away_from, v.away_until, v.version
FROM vendors AS v
WHERE v.id = (SELECT m.vendor_id FROM vendor_members AS m WHERE m.account_id = sqlc.arg('account_id') AND m.role = 'owner' ORDER BY m.created_at, m.vendor_id LIMIT 1);

-- name: LockOwn :one
SELECT v.id, v.state, v.logo, v.cover, v.submitted_at, v.away_until, v.version FROM vendors AS v
WHERE v.id = (SELECT m.vendor_id FROM vendor_members AS m WHERE m.account_id = sqlc.arg('account_id') AND m.role = 'owner' ORDER BY m.created_at, m.vendor_id LIMIT 1)
FOR NO KEY UPDATE;

-- name: SetStorefront :exec
UPDATE vendors SET description = sqlc.arg('description'), logo = sqlc.arg('logo'), cover = sqlc.arg('cover'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: SetLegal :exec
UPDATE vendors SET legal_name = sqlc.arg('legal_name'), bin = sqlc.arg('bin'), iban = sqlc.arg('iban'), contact = sqlc.arg('contact'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: SetTerms :exec
UPDATE vendors SET city = sqlc.arg('city'), address = sqlc.arg('address'), delivery_terms = sqlc.arg('delivery_terms'), return_terms = sqlc.arg('return_terms'),
  chat_resp_time = sqlc.arg('chat_resp_time'), shipping_on_time = sqlc.arg('shipping_on_time'), authentic_rating = sqlc.arg('authentic_rating'),
  days_return = sqlc.arg('days_return'), warranty_period = sqlc.arg('warranty_period'), version = version + 1
WHERE id = sqlc.arg('id');

-- name: SetSubmitted :exec
UPDATE vendors SET submitted_at = sqlc.arg('now'), state_reason = '', version = version + 1 WHERE id = sqlc.arg('id');

-- name: SetReturned :execrows
-- The application goes back to its owner with what the moderators ask for.
UPDATE vendors SET submitted_at = NULL, state_reason = sqlc.arg('reason'), version = version + 1
WHERE id = sqlc.arg('id') AND state = 'applied' AND submitted_at IS NOT NULL;

-- name: SetBack :exec
-- The application waits again as it did.
UPDATE vendors SET state = 'applied', state_reason = sqlc.arg('reason'), submitted_at = sqlc.narg('submitted'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: CountWaiting :one
SELECT COUNT(*) FROM vendors WHERE state = 'applied' AND submitted_at IS NOT NULL;

-- name: CountStages :one
SELECT COUNT(*) FILTER (WHERE state = 'applied' AND submitted_at IS NOT NULL) AS waiting,
  COUNT(*) FILTER (WHERE state = 'applied' AND submitted_at IS NULL AND state_reason <> '') AS returned,
  COUNT(*) FILTER (WHERE state = 'applied' AND submitted_at IS NULL AND state_reason = '') AS unfinished,
  COUNT(*) FILTER (WHERE state = 'verified') AS verified,
  COUNT(*) FILTER (WHERE state = 'suspended') AS suspended
FROM vendors;

-- name: Dossier :one
SELECT v.id, v.vid, v.slug, v.name, v.description, v.address, v.contact, v.logo, v.cover, v.state, v.state_reason, v.chat_resp_time, v.shipping_on_time,
  v.authentic_rating, v.days_return, v.warranty_period, v.created_at, v.legal_name, v.bin, v.iban, v.city, v.delivery_terms, v.return_terms, v.submitted_at, v.away_from, v.away_until, v.version
FROM vendors AS v WHERE v.id = $1;

-- name: Members :many
SELECT a.username, a.language, a.is_active, m.role, m.created_at FROM vendor_members AS m JOIN accounts AS a ON a.id = m.account_id
WHERE m.vendor_id = $1 ORDER BY m.created_at, m.account_id;

-- name: Readers :many
-- Who of a shop can be written to.
SELECT a.email, a.language, m.role FROM vendor_members AS m JOIN accounts AS a ON a.id = m.account_id
WHERE m.vendor_id = $1 AND a.is_active ORDER BY m.created_at, m.account_id;

-- name: NameOf :one
SELECT name FROM vendors WHERE id = $1;

-- name: SetAbsence :exec
UPDATE vendors SET away_from = sqlc.narg('away_from'), away_until = sqlc.narg('away_until'), away = sqlc.arg('away'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: TurnedAbsences :many
-- The shops whose absence has begun or ended since their goods were told.
SELECT id FROM vendors
WHERE away_until IS NOT NULL AND away <> (away_from <= sqlc.arg('now') AND away_until > sqlc.arg('now'))
ORDER BY away_until, id LIMIT 200;

-- name: TurnAbsence :exec
UPDATE vendors SET away = (away_from <= sqlc.arg('now') AND away_until > sqlc.arg('now')) WHERE id = sqlc.arg('id') AND away_until IS NOT NULL;

-- name: Staff :many
SELECT m.account_id, m.role, m.created_at, a.username, a.email, CAST(COALESCE(NULLIF(p.full_name, ''), a.username) AS text) AS name
FROM vendor_members AS m JOIN accounts AS a ON a.id = m.account_id LEFT JOIN profiles AS p ON p.account_id = a.id
WHERE m.vendor_id = (SELECT o.vendor_id FROM vendor_members AS o WHERE o.account_id = sqlc.arg('account_id') AND o.role = 'owner' ORDER BY o.created_at, o.vendor_id LIMIT 1)
ORDER BY m.created_at, m.account_id;

-- name: Invitations :many
SELECT i.id, i.email, i.role, i.created_at, i.expires_at FROM vendor_invitations AS i
WHERE i.vendor_id = (SELECT o.vendor_id FROM vendor_members AS o WHERE o.account_id = sqlc.arg('account_id') AND o.role = 'owner' ORDER BY o.created_at, o.vendor_id LIMIT 1)
ORDER BY i.created_at, i.id;

-- name: CountStaff :one
-- Members and open invitations of a shop, and whether an address is a member's already.
SELECT (SELECT COUNT(*) FROM vendor_members AS m WHERE m.vendor_id = sqlc.arg('vendor_id')) AS members,
  (SELECT COUNT(*) FROM vendor_invitations AS i WHERE i.vendor_id = sqlc.arg('vendor_id') AND i.email_key <> sqlc.arg('email_key')) AS invitations,
  EXISTS (SELECT 1 FROM vendor_members AS m JOIN accounts AS a ON a.id = m.account_id WHERE m.vendor_id = sqlc.arg('vendor_id') AND a.email_key = sqlc.arg('email_key')) AS member;

-- name: LanguageOf :one
SELECT language FROM accounts WHERE email_key = $1 AND is_active;

-- name: PutInvitation :exec
-- Somebody who is asked again gets a new link; the old one is dead.
INSERT INTO vendor_invitations (key, vendor_id, email, email_key, role, created_at, expires_at)
VALUES (sqlc.arg('key'), sqlc.arg('vendor_id'), sqlc.arg('email'), sqlc.arg('email_key'), sqlc.arg('role'), sqlc.arg('created_at'), sqlc.arg('expires_at'))
ON CONFLICT (vendor_id, email_key) DO UPDATE SET key = excluded.key, email = excluded.email, role = excluded.role, created_at = excluded.created_at, expires_at = excluded.expires_at;

-- name: DropInvitation :execrows
DELETE FROM vendor_invitations WHERE id = $1 AND vendor_id = $2;

-- name: Invitation :one
SELECT i.id, i.vendor_id, i.email, i.email_key, i.role, i.expires_at, v.name FROM vendor_invitations AS i JOIN vendors AS v ON v.id = i.vendor_id
WHERE i.key = sqlc.arg('key') AND i.expires_at > sqlc.arg('now');

-- name: InvitedAccount :one
SELECT id, email_key FROM accounts WHERE id = $1 AND is_active FOR NO KEY UPDATE;

-- name: ForgetInvitations :exec
DELETE FROM vendor_invitations WHERE expires_at <= $1;

-- name: Member :one
-- A member of a shop, with how many owners it has.
SELECT m.role, a.email, a.language, (SELECT COUNT(*) FROM vendor_members AS o WHERE o.vendor_id = sqlc.arg('vendor_id') AND o.role = 'owner') AS owners
FROM vendor_members AS m JOIN accounts AS a ON a.id = m.account_id WHERE m.vendor_id = sqlc.arg('vendor_id') AND m.account_id = sqlc.arg('account_id');

-- name: SetRole :exec
UPDATE vendor_members SET role = $1 WHERE vendor_id = $2 AND account_id = $3;

-- name: DropMember :exec
DELETE FROM vendor_members WHERE vendor_id = $1 AND account_id = $2;

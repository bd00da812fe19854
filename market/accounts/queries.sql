-- name: InsertAccount :one
INSERT INTO accounts (email, email_key, username, username_key, password_hash, first_name, last_name, language, is_staff, is_superuser, joined_at)
VALUES (sqlc.arg('email'), sqlc.arg('email_key'), sqlc.arg('username'), sqlc.arg('username_key'), sqlc.arg('password_hash'),
        sqlc.arg('first_name'), sqlc.arg('last_name'), sqlc.arg('language'), sqlc.arg('is_staff'), sqlc.arg('is_superuser'), sqlc.arg('joined_at'))
ON CONFLICT DO NOTHING
RETURNING id;

-- name: InsertProfile :exec
INSERT INTO profiles (account_id, full_name, phone, address, city, country)
VALUES (sqlc.arg('account_id'), sqlc.arg('full_name'), sqlc.arg('phone'), sqlc.arg('address'), sqlc.arg('city'), sqlc.arg('country'));

-- name: Taken :one
-- Which of two keys some account already has.
SELECT EXISTS (SELECT 1 FROM accounts AS e WHERE e.email_key = sqlc.arg('email_key')) AS email,
       EXISTS (SELECT 1 FROM accounts AS u WHERE u.username_key = sqlc.arg('username_key')) AS username;

-- name: Candidate :one
-- The account that somebody names at sign-in: by e-mail, otherwise by user name.
SELECT id, password_hash, is_active, session_epoch
FROM accounts
WHERE email_key = sqlc.arg('key') OR username_key = sqlc.arg('key')
ORDER BY CASE WHEN email_key = sqlc.arg('key') THEN 0 ELSE 1 END
LIMIT 1;

-- name: SignedIn :execrows
-- Only when nothing that the password was checked against has changed meanwhile.
UPDATE accounts SET last_sign_in_at = sqlc.arg('now'), password_hash = sqlc.arg('new_hash')
WHERE id = sqlc.arg('id') AND is_active AND session_epoch = sqlc.arg('epoch') AND password_hash = sqlc.arg('old_hash');

-- name: SessionOwner :one
SELECT id, username, language, is_staff, is_superuser, is_vendor, session_epoch FROM accounts WHERE id = $1 AND is_active;

-- name: InsertSession :exec
INSERT INTO sessions (id, account_id, epoch, user_agent, address, created_at, expires_at)
VALUES (sqlc.arg('id'), sqlc.arg('account_id'), sqlc.arg('epoch'), sqlc.arg('user_agent'), sqlc.arg('address'), sqlc.arg('created_at'), sqlc.arg('expires_at'));

-- name: Visit :one
-- Who stands behind a session: the one read of every signed-in request.
SELECT a.id, a.username, a.email, a.language, a.is_staff, a.is_superuser, a.is_vendor, a.cart_units,
       CAST(COALESCE(p.full_name, '') AS text) AS full_name, CAST(COALESCE(p.picture, '') AS text) AS picture
FROM sessions AS s
JOIN accounts AS a ON a.id = s.account_id AND a.session_epoch = s.epoch AND a.is_active
LEFT JOIN profiles AS p ON p.account_id = a.id
WHERE s.id = sqlc.arg('id') AND s.expires_at > sqlc.arg('now');

-- name: LiveSessions :many
-- The youngest of an account; who signs in more often has forgotten the others.
SELECT s.id, s.expires_at
FROM sessions AS s
JOIN accounts AS a ON a.id = s.account_id AND a.session_epoch = s.epoch AND a.is_active
WHERE s.account_id = sqlc.arg('account_id') AND s.expires_at > sqlc.arg('now')
ORDER BY s.expires_at DESC
LIMIT 20;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE id = $1;

-- name: RaiseEpoch :execrows
UPDATE accounts SET session_epoch = session_epoch + 1, version = version + 1 WHERE id = $1;

-- name: DeleteSessionsOf :exec
DELETE FROM sessions WHERE account_id = $1;

-- name: DeleteOldSessions :execrows
DELETE FROM sessions WHERE expires_at <= sqlc.arg('now');

-- name: SetCartUnits :exec
UPDATE accounts SET cart_units = sqlc.arg('units') WHERE id = sqlc.arg('id');

-- name: MakeVendor :execrows
UPDATE accounts SET is_vendor = TRUE, version = version + 1 WHERE id = $1 AND is_active;

-- name: LockAccount :one
SELECT id FROM accounts WHERE id = $1 FOR NO KEY UPDATE;

-- name: InsertAddress :one
-- The first address of an account is its default.
INSERT INTO addresses (account_id, full_name, phone, address, city, state, country, zip_code, is_default, created_at)
SELECT sqlc.arg('account_id'), sqlc.arg('full_name'), sqlc.arg('phone'), sqlc.arg('address'), sqlc.arg('city'), sqlc.arg('state'),
       sqlc.arg('country'), sqlc.arg('zip_code'), NOT EXISTS (SELECT 1 FROM addresses AS a WHERE a.account_id = sqlc.arg('account_id')), sqlc.arg('created_at')
RETURNING id, is_default;

-- name: ClearDefault :exec
UPDATE addresses SET is_default = FALSE, version = version + 1 WHERE account_id = $1 AND is_default;

-- name: SetDefault :execrows
UPDATE addresses SET is_default = TRUE, version = version + 1 WHERE id = sqlc.arg('id') AND account_id = sqlc.arg('account_id');

-- name: Addresses :many
SELECT id, full_name, phone, address, city, state, country, zip_code, is_default
FROM addresses WHERE account_id = $1
ORDER BY is_default DESC, id;

-- name: Contact :one
-- What a checkout form starts with: the default address, gaps filled from the profile.
SELECT a.email, p.full_name AS profile_name, p.phone AS profile_phone, p.address AS profile_address, p.city AS profile_city, p.country AS profile_country,
       CAST(COALESCE(d.full_name, '') AS text) AS full_name, CAST(COALESCE(d.phone, '') AS text) AS phone,
       CAST(COALESCE(d.address, '') AS text) AS address, CAST(COALESCE(d.city, '') AS text) AS city,
       CAST(COALESCE(d.state, '') AS text) AS state, CAST(COALESCE(d.country, '') AS text) AS country,
       CAST(COALESCE(d.zip_code, '') AS text) AS zip_code
FROM accounts AS a
JOIN profiles AS p ON p.account_id = a.id
LEFT JOIN addresses AS d ON d.account_id = a.id AND d.is_default
WHERE a.id = $1;

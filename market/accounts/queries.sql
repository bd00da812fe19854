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
SELECT id, password_hash, is_active, session_epoch, second_factor
FROM accounts
WHERE email_key = sqlc.arg('key') OR username_key = sqlc.arg('key')
ORDER BY CASE WHEN email_key = sqlc.arg('key') THEN 0 ELSE 1 END
LIMIT 1;

-- name: SignedIn :execrows
-- Only when nothing that the password was checked against has changed meanwhile.
UPDATE accounts SET last_sign_in_at = sqlc.arg('now'), password_hash = sqlc.arg('new_hash')
WHERE id = sqlc.arg('id') AND is_active AND session_epoch = sqlc.arg('epoch') AND password_hash = sqlc.arg('old_hash');

-- name: SetLanguage :exec
UPDATE accounts SET language = sqlc.arg('language') WHERE id = sqlc.arg('id') AND language <> sqlc.arg('language');

-- name: SessionOwner :one
SELECT id, username, language, is_staff, is_superuser, is_vendor, session_epoch FROM accounts WHERE id = $1 AND is_active;

-- name: InsertSession :exec
INSERT INTO sessions (id, account_id, epoch, user_agent, address, created_at, expires_at)
VALUES (sqlc.arg('id'), sqlc.arg('account_id'), sqlc.arg('epoch'), sqlc.arg('user_agent'), sqlc.arg('address'), sqlc.arg('created_at'), sqlc.arg('expires_at'));

-- name: Visit :one
-- Who stands behind a session: the one read of every signed-in request.
SELECT a.id, a.username, a.email, a.language, a.is_staff, a.is_superuser, a.is_vendor, a.cart_units, a.wishes, a.unread, a.second_factor, s.created_at, s.seen_at,
       CAST(COALESCE(p.full_name, '') AS text) AS full_name, CAST(COALESCE(p.picture, '') AS text) AS picture
FROM sessions AS s
JOIN accounts AS a ON a.id = s.account_id AND a.session_epoch = s.epoch AND a.is_active
LEFT JOIN profiles AS p ON p.account_id = a.id
WHERE s.id = sqlc.arg('id') AND s.expires_at > sqlc.arg('now');

-- name: SetUnread :exec
UPDATE accounts SET unread = sqlc.arg('unread') WHERE id = sqlc.arg('id');

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

-- name: SetWishes :exec
UPDATE accounts SET wishes = sqlc.arg('wishes') WHERE id = sqlc.arg('id');

-- name: MakeVendor :execrows
UPDATE accounts SET is_vendor = TRUE, version = version + 1 WHERE id = $1 AND is_active;

-- name: UnmakeVendor :exec
UPDATE accounts SET is_vendor = FALSE, version = version + 1 WHERE id = $1 AND is_vendor;

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

-- name: Administrators :many
SELECT email, language FROM accounts WHERE is_superuser AND is_active ORDER BY id;

-- name: Address :one
SELECT id, full_name, phone, address, city, state, country, zip_code, is_default, version
FROM addresses WHERE id = sqlc.arg('id') AND account_id = sqlc.arg('account_id');

-- name: CountAddresses :one
SELECT COUNT(*) FROM addresses WHERE account_id = $1;

-- name: UpdateAddress :execrows
UPDATE addresses SET full_name = sqlc.arg('full_name'), phone = sqlc.arg('phone'), address = sqlc.arg('address'), city = sqlc.arg('city'),
  state = sqlc.arg('state'), country = sqlc.arg('country'), zip_code = sqlc.arg('zip_code'), version = version + 1
WHERE id = sqlc.arg('id') AND account_id = sqlc.arg('account_id') AND version = sqlc.arg('version');

-- name: DeleteAddress :execrows
DELETE FROM addresses WHERE id = sqlc.arg('id') AND account_id = sqlc.arg('account_id');

-- name: NewestBecomesDefault :exec
-- Unless there is a default, or nothing left.
UPDATE addresses SET is_default = TRUE, version = version + 1
WHERE id = (SELECT MAX(n.id) FROM addresses AS n WHERE n.account_id = sqlc.arg('account_id'))
  AND NOT EXISTS (SELECT 1 FROM addresses AS d WHERE d.account_id = sqlc.arg('account_id') AND d.is_default);

-- name: Profile :one
SELECT p.picture, p.full_name, p.bio, p.phone, p.address, p.city, p.country, p.version, a.email, a.username, a.joined_at,
  p.verified, a.email_verified_at, a.cart_reminders
FROM profiles AS p JOIN accounts AS a ON a.id = p.account_id
WHERE p.account_id = $1;

-- name: UpdateProfile :execrows
UPDATE profiles SET full_name = sqlc.arg('full_name'), bio = sqlc.arg('bio'), phone = sqlc.arg('phone'), address = sqlc.arg('address'),
  city = sqlc.arg('city'), country = sqlc.arg('country'), picture = COALESCE(sqlc.narg('picture'), picture), version = version + 1
WHERE account_id = sqlc.arg('account_id') AND version = sqlc.arg('version');

-- name: ResetOwner :one
SELECT id, email FROM accounts WHERE email_key = sqlc.arg('email_key') AND is_active;

-- name: InsertLink :exec
INSERT INTO account_links (id, account_id, purpose, email, created_at, expires_at)
VALUES (sqlc.arg('id'), sqlc.arg('account_id'), sqlc.arg('purpose'), sqlc.arg('email'), sqlc.arg('created_at'), sqlc.arg('expires_at'));

-- name: Link :one
-- A link that is still good, and whose account it opens.
SELECT l.account_id, l.purpose, l.email AS sent_to, l.expires_at, a.email, a.username, a.language, p.full_name
FROM account_links AS l
JOIN accounts AS a ON a.id = l.account_id AND a.is_active
JOIN profiles AS p ON p.account_id = a.id
WHERE l.id = sqlc.arg('id') AND l.expires_at > sqlc.arg('now');

-- name: UseLink :execrows
DELETE FROM account_links WHERE id = sqlc.arg('id') AND purpose = sqlc.arg('purpose') AND expires_at > sqlc.arg('now');

-- name: DropLinks :exec
-- Links that were asked for by whoever knew the old password or read the old mailbox.
DELETE FROM account_links WHERE account_id = $1 AND purpose <> 'verify';

-- name: DeleteOldLinks :exec
DELETE FROM account_links WHERE expires_at <= sqlc.arg('now');

-- name: LockedAccount :one
SELECT id, email, username, language, password_hash, session_epoch, second_factor, email_verified_at
FROM accounts WHERE id = $1 AND is_active FOR NO KEY UPDATE;

-- name: SetPassword :exec
UPDATE accounts SET password_hash = sqlc.arg('password_hash'), session_epoch = session_epoch + 1, version = version + 1 WHERE id = sqlc.arg('id');

-- name: MarkVerified :execrows
UPDATE accounts SET email_verified_at = sqlc.arg('now'), version = version + 1
WHERE id = sqlc.arg('id') AND email_verified_at IS NULL;

-- name: Person :one
-- Whom a letter about an account speaks to.
SELECT a.email, a.username, a.language, p.full_name
FROM accounts AS a
JOIN profiles AS p ON p.account_id = a.id
WHERE a.id = $1;

-- name: SetEmail :execrows
-- Only while nobody else has the address.
UPDATE accounts SET email = sqlc.arg('email'), email_key = sqlc.arg('email_key'), email_verified_at = sqlc.arg('now'), version = version + 1
WHERE accounts.id = sqlc.arg('id') AND NOT EXISTS (SELECT 1 FROM accounts AS o WHERE o.email_key = sqlc.arg('email_key') AND o.id <> sqlc.arg('id'));

-- name: DropChanges :exec
-- A new wish for another address overtakes the one before.
DELETE FROM account_links WHERE account_id = $1 AND purpose = 'change';

-- name: Secrets :one
-- What proves an account to be its owner's, and what a new password must not resemble.
SELECT a.id, a.password_hash, a.username, a.email, a.email_verified_at, a.language, p.full_name
FROM accounts AS a
JOIN profiles AS p ON p.account_id = a.id
WHERE a.id = $1 AND a.is_active;

-- name: Security :one
SELECT a.email, a.email_verified_at, a.second_factor,
       (SELECT COUNT(*) FROM recovery_codes AS r WHERE r.account_id = a.id) AS recovery_codes,
       (SELECT COUNT(*) FROM sessions AS s WHERE s.account_id = a.id AND s.epoch = a.session_epoch AND s.expires_at > sqlc.arg('now')) AS sessions,
       CAST(COALESCE((SELECT l.email FROM account_links AS l WHERE l.account_id = a.id AND l.purpose = 'change' AND l.expires_at > sqlc.arg('now')
                      ORDER BY l.created_at DESC LIMIT 1), '') AS text) AS new_email
FROM accounts AS a
WHERE a.id = sqlc.arg('id') AND a.is_active;

-- name: Devices :many
SELECT s.id, s.user_agent, s.address, s.created_at, s.seen_at
FROM sessions AS s
JOIN accounts AS a ON a.id = s.account_id AND a.session_epoch = s.epoch AND a.is_active
WHERE s.account_id = sqlc.arg('account_id') AND s.expires_at > sqlc.arg('now')
ORDER BY s.created_at DESC, s.id
LIMIT 50;

-- name: SessionSeen :exec
UPDATE sessions SET seen_at = sqlc.arg('now'), address = sqlc.arg('address')
WHERE id = sqlc.arg('id');

-- name: DeleteSessionOf :execrows
DELETE FROM sessions WHERE id = sqlc.arg('id') AND account_id = sqlc.arg('account_id');

-- name: DeleteOtherSessions :execrows
DELETE FROM sessions WHERE account_id = sqlc.arg('account_id') AND id <> sqlc.arg('id');

-- name: FactorSecret :one
SELECT secret FROM second_factors WHERE account_id = $1 AND confirmed_at IS NOT NULL;

-- name: PendingFactor :one
SELECT secret FROM second_factors WHERE account_id = $1 AND confirmed_at IS NULL;

-- name: BeginFactor :exec
INSERT INTO second_factors (account_id, secret, created_at) VALUES (sqlc.arg('account_id'), sqlc.arg('secret'), sqlc.arg('now'))
ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, confirmed_at = NULL, last_step = 0;

-- name: ConfirmFactor :exec
UPDATE second_factors SET confirmed_at = sqlc.arg('now'), last_step = sqlc.arg('step') WHERE account_id = sqlc.arg('account_id');

-- name: UseStep :execrows
-- A code is good once, and none before it is good again.
UPDATE second_factors SET last_step = sqlc.arg('step') WHERE account_id = sqlc.arg('account_id') AND last_step < sqlc.arg('step');

-- name: DropFactor :exec
DELETE FROM second_factors WHERE account_id = $1;

-- name: SetSecondFactor :exec
UPDATE accounts SET second_factor = sqlc.arg('is_on'), version = version + 1 WHERE id = sqlc.arg('id');

-- name: InsertRecoveryCodes :exec
INSERT INTO recovery_codes (account_id, hash)
SELECT CAST(sqlc.arg('account_id') AS bigint), CAST(e.value ->> 'hash' AS text) FROM jsonb_array_elements(CAST(sqlc.arg('codes') AS jsonb)) AS e;

-- name: UseRecoveryCode :execrows
DELETE FROM recovery_codes WHERE account_id = $1 AND hash = $2;

-- name: DropRecoveryCodes :exec
DELETE FROM recovery_codes WHERE account_id = $1;

-- name: SetCartReminders :execrows
UPDATE accounts SET cart_reminders = sqlc.arg('wanted'), version = version + 1 WHERE id = sqlc.arg('id') AND is_active;

-- name: CountJoined :one
SELECT COUNT(*) FROM accounts WHERE joined_at > sqlc.arg('after') AND joined_at <= sqlc.arg('until');

-- name: PasswordHash :one
SELECT password_hash FROM accounts WHERE id = $1 AND is_active;

-- +goose Up
-- A link in a letter that proves who reads it. The link carries the id and a signature that only the
-- site's secret key makes, so that a copy of the table opens nothing; a used link has no row.
CREATE TABLE account_links (
  id         TEXT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  purpose    TEXT NOT NULL CHECK (purpose IN ('reset', 'verify', 'change')),
  email      TEXT NOT NULL CHECK (length(email) <= 254), -- where the link was sent to
  created_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX account_links_account ON account_links (account_id, purpose);
CREATE INDEX account_links_expires ON account_links (expires_at);

-- The last request of a session, written every few minutes; NULL while the session is young.
ALTER TABLE sessions ADD COLUMN seen_at TIMESTAMPTZ;

-- Codes of an authenticator app. secret is sealed with a key that is not in the database;
-- confirmed_at is NULL while the owner is setting the app up; last_step is the 30 seconds of the
-- newest code that was used, and no code of it or before is good again.
CREATE TABLE second_factors (
  account_id   BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  secret       TEXT NOT NULL,
  confirmed_at TIMESTAMPTZ,
  last_step    BIGINT NOT NULL DEFAULT 0,
  created_at   TIMESTAMPTZ NOT NULL
);
-- SHA-256 of codes for who lost the app; a used one has no row.
CREATE TABLE recovery_codes (
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  hash       TEXT NOT NULL,
  PRIMARY KEY (account_id, hash)
);
-- Whether signing in takes a second step; true exactly while second_factors has a confirmed row.
ALTER TABLE accounts ADD COLUMN second_factor BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Down
ALTER TABLE accounts DROP COLUMN second_factor;
DROP TABLE recovery_codes;
DROP TABLE second_factors;
ALTER TABLE sessions DROP COLUMN seen_at;
DROP TABLE account_links;

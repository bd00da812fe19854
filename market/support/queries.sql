-- name: Insert :many
-- Nothing is returned for a message that is there already.
INSERT INTO support_messages (account_id, full_name, email, phone, subject, body, order_oid, language, digest, created_at, updated_at)
VALUES (sqlc.arg('account_id'), sqlc.arg('full_name'), sqlc.arg('email'), sqlc.arg('phone'), sqlc.arg('subject'), sqlc.arg('body'),
  sqlc.arg('order_oid'), sqlc.arg('language'), sqlc.arg('digest'), sqlc.arg('now'), sqlc.arg('now'))
ON CONFLICT (digest) DO NOTHING
RETURNING id;

-- name: Get :one
SELECT id, account_id, full_name, email, phone, subject, body, order_oid, language, state, created_at FROM support_messages WHERE id = $1;

-- name: Lock :one
SELECT id, state, email, language FROM support_messages WHERE id = $1 FOR NO KEY UPDATE;

-- name: SetState :exec
UPDATE support_messages SET state = sqlc.arg('state'), updated_at = sqlc.arg('now') WHERE id = sqlc.arg('id');

-- name: InState :many
SELECT id, account_id, full_name, email, phone, subject, body, order_oid, language, state, created_at FROM support_messages
WHERE state = sqlc.arg('state') ORDER BY id DESC LIMIT CAST(sqlc.arg('most') AS bigint) OFFSET CAST(sqlc.arg('skipped') AS bigint);

-- name: CountInState :one
SELECT COUNT(*) FROM support_messages WHERE state = $1;

-- name: InsertAnswer :one
INSERT INTO support_answers (message_id, account_id, author, body, created_at)
VALUES (sqlc.arg('message_id'), sqlc.arg('account_id'), sqlc.arg('author'), sqlc.arg('body'), sqlc.arg('now'))
RETURNING id;

-- name: Answers :many
SELECT id, author, body, created_at FROM support_answers WHERE message_id = $1 ORDER BY id;

-- name: Answer :one
-- An answer with the message that it belongs to.
SELECT a.id, a.body, m.subject, m.full_name, m.body AS question FROM support_answers AS a JOIN support_messages AS m ON m.id = a.message_id WHERE a.id = $1;

-- name: AccountEmail :one
SELECT email FROM accounts WHERE id = $1;

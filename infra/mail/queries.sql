-- name: InsertLetter :many
INSERT INTO letters (kind, object, recipient, language, message_id, created_at, queued_at)
VALUES (sqlc.arg('kind'), sqlc.arg('object'), sqlc.arg('recipient'), sqlc.arg('language'), sqlc.arg('message_id'), sqlc.arg('now'), sqlc.arg('now'))
ON CONFLICT (kind, object, recipient) DO NOTHING
RETURNING id;

-- name: GetLetter :one
SELECT * FROM letters WHERE id = $1;

-- name: MarkSent :exec
UPDATE letters SET state = 'sent', sent_at = $2, last_error = '' WHERE id = $1 AND state = 'queued';

-- name: NoteTrouble :exec
UPDATE letters SET last_error = $2 WHERE id = $1 AND state = 'queued';

-- name: CountRefusal :exec
UPDATE letters SET refusals = refusals + 1, last_error = $3 WHERE id = $1 AND refusals = $2 AND state = 'queued';

-- name: Park :exec
UPDATE letters SET state = 'parked', last_error = $2 WHERE id = $1 AND state = 'queued';

-- name: Drop :exec
DELETE FROM letters WHERE id = $1 AND state = 'queued';

-- name: Requeue :execrows
UPDATE letters SET state = 'queued', refusals = 0, queued_at = $2 WHERE id = $1 AND state = 'parked';

-- name: ListQueued :many
SELECT id FROM letters WHERE state = 'queued' AND id > sqlc.arg('after') ORDER BY id LIMIT 500;

-- name: ListParked :many
SELECT * FROM letters WHERE state = 'parked' ORDER BY id DESC LIMIT $1;

-- name: CountUnsent :many
SELECT state, COUNT(*) AS letters, CAST(MIN(queued_at) AS timestamptz) AS oldest FROM letters WHERE state IN ('queued', 'parked') GROUP BY state;

-- name: ForgetLetters :exec
DELETE FROM letters WHERE kind = sqlc.arg('kind') AND (state = 'sent' OR created_at < sqlc.arg('before'));

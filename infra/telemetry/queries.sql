-- name: InsertLogEntries :exec
INSERT INTO log_entries (at, level, logger, message, attributes, request_id)
SELECT CAST(e.value ->> 'at' AS timestamptz), e.value ->> 'level', e.value ->> 'logger', e.value ->> 'message',
  CAST(e.value ->> 'attributes' AS jsonb), e.value ->> 'request_id'
FROM jsonb_array_elements(CAST(sqlc.arg('entries') AS jsonb)) AS e;

-- name: LastLogEntry :one
SELECT CAST(COALESCE(MAX(id), 0) AS bigint) FROM log_entries;

-- name: DeleteLogEntriesUpTo :execrows
DELETE FROM log_entries WHERE id <= $1;

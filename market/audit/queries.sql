-- name: Insert :one
INSERT INTO audit_log (at, actor_id, actor_label, action, object_kind, object_id, before, after)
VALUES (sqlc.arg('at'), sqlc.arg('actor_id'), sqlc.arg('actor_label'), sqlc.arg('action'), sqlc.arg('object_kind'),
        sqlc.arg('object_id'), CAST(sqlc.arg('before') AS jsonb), CAST(sqlc.arg('after') AS jsonb))
RETURNING id;

-- name: Get :one
SELECT id, at, actor_label, action, object_kind, object_id, before, after FROM audit_log WHERE id = $1;

-- name: History :many
-- What was done with one object, the latest first.
SELECT id, at, actor_label, action, object_kind, object_id, before, after FROM audit_log
WHERE object_kind = sqlc.arg('kind') AND object_id = sqlc.arg('object_id')
ORDER BY id DESC LIMIT CAST(sqlc.arg('most') AS bigint);

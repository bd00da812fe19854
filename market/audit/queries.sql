-- name: Insert :exec
INSERT INTO audit_log (at, actor_id, actor_label, action, object_kind, object_id, before, after)
VALUES (sqlc.arg('at'), sqlc.arg('actor_id'), sqlc.arg('actor_label'), sqlc.arg('action'), sqlc.arg('object_kind'),
        sqlc.arg('object_id'), CAST(sqlc.arg('before') AS jsonb), CAST(sqlc.arg('after') AS jsonb));

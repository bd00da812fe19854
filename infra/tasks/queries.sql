-- name: InsertTask :one
INSERT INTO tasks (account_id, kind, input, created_at)
VALUES (sqlc.arg('account_id'), sqlc.arg('kind'), sqlc.arg('input'), sqlc.arg('now'))
RETURNING id;

-- name: GetTask :one
SELECT * FROM tasks WHERE id = sqlc.arg('id') AND account_id = sqlc.arg('account_id');

-- name: LatestTasks :many
SELECT * FROM tasks WHERE account_id = sqlc.arg('account_id') AND kind = sqlc.arg('kind') ORDER BY id DESC LIMIT sqlc.arg('most');

-- name: CancelWaiting :execrows
UPDATE tasks SET state = 'cancelled', finished_at = sqlc.arg('now'), expires_at = sqlc.arg('expires_at')
WHERE id = sqlc.arg('id') AND account_id = sqlc.arg('account_id') AND state = 'waiting';

-- name: AskToStop :execrows
UPDATE tasks SET stopping = TRUE WHERE id = sqlc.arg('id') AND account_id = sqlc.arg('account_id') AND state = 'running';

-- name: BeginTask :one
UPDATE tasks SET state = 'running', tries = tries + 1 WHERE id = $1 AND state IN ('waiting', 'running') RETURNING *;

-- name: AdvanceTask :one
UPDATE tasks SET done = sqlc.arg('done'), total = sqlc.arg('total'), refused = sqlc.arg('refused')
WHERE id = sqlc.arg('id') AND state = 'running'
RETURNING stopping;

-- name: ForgiveTry :exec
UPDATE tasks SET tries = tries - 1 WHERE id = $1 AND state = 'running';

-- name: FinishTask :exec
UPDATE tasks SET state = sqlc.arg('state'), problem = sqlc.arg('problem'), file = sqlc.arg('file'), file_name = sqlc.arg('file_name'),
  finished_at = sqlc.arg('now'), expires_at = sqlc.arg('expires_at')
WHERE id = sqlc.arg('id') AND state = 'running';

-- name: OverdueTasks :many
SELECT id, file FROM tasks WHERE expires_at <= sqlc.arg('now') ORDER BY expires_at LIMIT 100;

-- name: DeleteTask :exec
DELETE FROM tasks WHERE id = $1;

-- name: FilesOf :many
SELECT file FROM tasks WHERE account_id = $1 AND file <> '';

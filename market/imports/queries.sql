-- name: Insert :one
INSERT INTO imports (vendor_id, account_id, file, file_name, language, created_at, updated_at)
VALUES (sqlc.arg('vendor_id'), sqlc.narg('account_id'), sqlc.arg('file'), sqlc.arg('file_name'), sqlc.arg('language'), sqlc.arg('now'), sqlc.arg('now'))
RETURNING id;

-- name: SetTask :exec
UPDATE imports SET state = sqlc.arg('state'), task_id = sqlc.arg('task_id'), submit = sqlc.arg('submit'), updated_at = sqlc.arg('now') WHERE id = sqlc.arg('id');

-- name: SetState :exec
UPDATE imports SET state = sqlc.arg('state'), updated_at = sqlc.arg('now') WHERE id = sqlc.arg('id');

-- name: Get :one
SELECT * FROM imports WHERE id = sqlc.arg('id') AND vendor_id = sqlc.arg('vendor_id');

-- name: Lock :one
SELECT * FROM imports WHERE id = sqlc.arg('id') AND vendor_id = sqlc.arg('vendor_id') FOR NO KEY UPDATE;

-- name: ByID :one
SELECT * FROM imports WHERE id = $1;

-- name: Latest :many
SELECT * FROM imports WHERE vendor_id = sqlc.arg('vendor_id') ORDER BY id DESC LIMIT CAST(sqlc.arg('most') AS bigint);

-- name: ClearProblems :exec
DELETE FROM import_problems WHERE import_id = $1;

-- name: ProblemRows :one
SELECT COUNT(DISTINCT row) FROM import_problems WHERE import_id = $1;

-- name: CountProblems :one
SELECT COUNT(*) FROM import_problems WHERE import_id = $1;

-- name: Problems :many
SELECT row, col, value, message, args FROM import_problems
WHERE import_id = sqlc.arg('import_id') AND (row > sqlc.arg('after_row') OR (row = sqlc.arg('after_row') AND col > sqlc.arg('after_col')))
ORDER BY row, col LIMIT CAST(sqlc.arg('most') AS bigint);

-- name: ProblemPage :many
SELECT row, col, value, message, args FROM import_problems WHERE import_id = sqlc.arg('import_id')
ORDER BY row, col LIMIT CAST(sqlc.arg('most') AS bigint) OFFSET CAST(sqlc.arg('skip') AS bigint);

-- name: SetChecked :exec
UPDATE imports SET state = 'checked', total = sqlc.arg('total'), fresh = sqlc.arg('fresh'), changed = sqlc.arg('changed'), same = sqlc.arg('same'),
  wrong = sqlc.arg('wrong'), odd = sqlc.arg('odd'), odd_row = sqlc.arg('odd_row'), ignored = sqlc.arg('ignored'), updated_at = sqlc.arg('now')
WHERE id = sqlc.arg('id') AND state = 'checking';

-- name: Advance :exec
UPDATE imports SET last_row = sqlc.arg('last_row'), made = made + sqlc.arg('made'), edited = edited + sqlc.arg('edited'), updated_at = sqlc.arg('now')
WHERE id = sqlc.arg('id');

-- name: Finish :exec
UPDATE imports SET state = sqlc.arg('state'), refused = sqlc.arg('refused'), updated_at = sqlc.arg('now') WHERE id = sqlc.arg('id');

-- name: ForgetFile :exec
UPDATE imports SET file = '' WHERE id = $1;

-- name: InsertChanges :exec
INSERT INTO import_changes (import_id, product_id, made, version, before, after)
SELECT CAST(sqlc.arg('import_id') AS bigint), CAST(e.value ->> 'product' AS bigint), CAST(e.value ->> 'made' AS boolean), CAST(e.value ->> 'version' AS bigint),
  CAST(e.value ->> 'before' AS jsonb), CAST(e.value ->> 'after' AS jsonb)
FROM jsonb_array_elements(CAST(sqlc.arg('changes') AS jsonb)) AS e;

-- name: ToUndo :many
-- The last first, so that a product that was changed twice comes back to what it was before both.
SELECT id, product_id, made, version, before, after FROM import_changes WHERE import_id = sqlc.arg('import_id') AND undo = ''
ORDER BY id DESC LIMIT CAST(sqlc.arg('most') AS bigint);

-- name: SetUndone :execrows
UPDATE import_changes SET undo = sqlc.arg('undo'), reason = sqlc.arg('reason') WHERE id = sqlc.arg('id') AND undo = '';

-- name: CountUndone :exec
UPDATE imports SET restored = restored + sqlc.arg('restored'), kept = kept + sqlc.arg('kept'), updated_at = sqlc.arg('now') WHERE id = sqlc.arg('id');

-- name: Kept :many
SELECT c.product_id, c.reason, p.title FROM import_changes AS c JOIN products AS p ON p.id = c.product_id
WHERE c.import_id = sqlc.arg('import_id') AND c.undo = 'kept' ORDER BY c.id LIMIT CAST(sqlc.arg('most') AS bigint);

-- name: FilesBefore :many
SELECT id, file FROM imports WHERE updated_at < sqlc.arg('before') AND file <> '' ORDER BY updated_at LIMIT 100;

-- name: DeleteBefore :execrows
DELETE FROM imports WHERE updated_at < sqlc.arg('before');

-- name: Digests :many
SELECT slug, language, digest, edited FROM articles;

-- name: Install :execrows
-- What staff has edited stays.
INSERT INTO articles (slug, language, section, position, title, summary, body, changed_at, digest)
SELECT e.value ->> 'slug', e.value ->> 'language', e.value ->> 'section', CAST(e.value ->> 'position' AS bigint), e.value ->> 'title',
  e.value ->> 'summary', e.value ->> 'body', CAST(e.value ->> 'changed_at' AS timestamptz), e.value ->> 'digest'
FROM jsonb_array_elements(CAST(sqlc.arg('texts') AS jsonb)) AS e
WHERE true
ON CONFLICT (slug, language) DO UPDATE SET section = excluded.section, position = excluded.position, title = excluded.title,
  summary = excluded.summary, body = excluded.body, changed_at = excluded.changed_at, digest = excluded.digest, version = articles.version + 1
WHERE NOT articles.edited;

-- name: BySlug :one
-- In the language that is asked for, otherwise in English.
SELECT id, slug, language, section, title, summary, body, changed_at, edited, version FROM articles
WHERE slug = sqlc.arg('slug') AND language IN (sqlc.arg('language'), 'en')
ORDER BY CASE WHEN language = sqlc.arg('language') THEN 0 ELSE 1 END
LIMIT 1;

-- name: InLanguage :many
SELECT id, slug, language, section, title, summary, body, changed_at, edited, version FROM articles
WHERE language = sqlc.arg('language')
ORDER BY section, position, id;

-- name: Lock :one
SELECT id, slug, language, section, title, summary, body, changed_at, edited, version FROM articles
WHERE slug = sqlc.arg('slug') AND language = sqlc.arg('language') FOR NO KEY UPDATE;

-- name: Edit :exec
UPDATE articles SET title = sqlc.arg('title'), summary = sqlc.arg('summary'), body = sqlc.arg('body'), changed_at = sqlc.arg('now'),
  edited = TRUE, version = version + 1
WHERE id = sqlc.arg('id');

-- name: Vote :exec
INSERT INTO article_votes (article_id, voter, useful, at)
SELECT a.id, sqlc.arg('voter'), sqlc.arg('useful'), CAST(sqlc.arg('now') AS timestamptz)
FROM articles AS a WHERE a.id = sqlc.arg('article_id')
ON CONFLICT (article_id, voter) DO UPDATE SET useful = excluded.useful, at = excluded.at;

-- name: CountVotes :one
SELECT COUNT(*) FILTER (WHERE useful) AS useful, COUNT(*) AS votes FROM article_votes WHERE article_id = $1;

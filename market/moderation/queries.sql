-- name: Waiting :many
-- How much waits for the moderators in each of their queues, and since when the oldest does. Several
-- reports of one review are one thing to decide.
SELECT CAST('vendors' AS text) AS queue, COUNT(*) AS things, CAST(MIN(v.submitted_at) AS timestamptz) AS oldest
FROM vendors AS v WHERE v.state = 'applied' AND v.submitted_at IS NOT NULL
UNION ALL
SELECT CAST('products' AS text), COUNT(*), CAST(MIN(w.since) AS timestamptz)
FROM (SELECT COALESCE(p.submitted_at, p.created_at) AS since FROM products AS p WHERE p.state = 'in_review' AND p.deleted_at IS NULL) AS w
UNION ALL
SELECT CAST('changes' AS text), COUNT(*), CAST(MIN(c.created_at) AS timestamptz) FROM product_changes AS c WHERE c.state = 'open'
UNION ALL
SELECT CAST('reviews' AS text), COUNT(DISTINCT r.review_id), CAST(MIN(r.created_at) AS timestamptz) FROM review_reports AS r WHERE r.state = 'open'
UNION ALL
SELECT CAST('talks' AS text), COUNT(DISTINCT t.conversation_id), CAST(MIN(t.created_at) AS timestamptz) FROM conversation_reports AS t WHERE t.decision_id IS NULL
UNION ALL
SELECT CAST('messages' AS text), COUNT(*), CAST(MIN(m.created_at) AS timestamptz) FROM support_messages AS m WHERE m.state = 'open';

-- name: InsertMovements :many
INSERT INTO stock_movements (variant_id, kind, quantity, source, at)
SELECT CAST(e.value ->> 'variant' AS bigint), CAST(sqlc.arg('kind') AS text), CAST(e.value ->> 'quantity' AS bigint), CAST(sqlc.arg('source') AS text), CAST(sqlc.arg('at') AS timestamptz)
FROM jsonb_array_elements(CAST(sqlc.arg('units') AS jsonb)) AS e
WHERE true
ON CONFLICT (variant_id, kind, source) DO NOTHING
RETURNING variant_id;

-- name: InsertReleases :many
INSERT INTO stock_movements (variant_id, kind, quantity, source, at)
SELECT t.variant_id, 'release', CAST(e.value ->> 'quantity' AS bigint),
  t.source || CASE WHEN e.value ->> 'part' = '' THEN '' ELSE '/' || CAST(e.value ->> 'part' AS text) END, CAST(sqlc.arg('at') AS timestamptz)
FROM jsonb_array_elements(CAST(sqlc.arg('back') AS jsonb)) AS e
JOIN stock_movements AS t ON t.variant_id = CAST(e.value ->> 'variant' AS bigint) AND t.kind = 'take' AND t.source = sqlc.arg('source')
WHERE CAST(e.value ->> 'quantity' AS bigint) <= -t.quantity
ON CONFLICT (variant_id, kind, source) DO NOTHING
RETURNING variant_id, quantity;

-- name: TakeLevel :one
UPDATE stock_levels SET on_hand = on_hand - sqlc.arg('quantity')
WHERE variant_id = sqlc.arg('variant_id') AND on_hand >= sqlc.arg('quantity')
RETURNING on_hand;

-- name: AddToLevel :one
UPDATE stock_levels SET on_hand = on_hand + sqlc.arg('quantity')
WHERE variant_id = sqlc.arg('variant_id') AND on_hand + sqlc.arg('quantity') >= 0
RETURNING on_hand;

-- name: EnsureLevel :exec
INSERT INTO stock_levels (variant_id, on_hand) VALUES ($1, 0) ON CONFLICT (variant_id) DO NOTHING;

-- name: Levels :many
SELECT variant_id, on_hand FROM stock_levels
WHERE variant_id = ANY(CAST(sqlc.arg('variant_ids') AS bigint[]))
ORDER BY variant_id;

-- name: SetLowMark :exec
INSERT INTO stock_levels (variant_id, on_hand, low_mark) VALUES (sqlc.arg('variant_id'), 0, sqlc.arg('low_mark'))
ON CONFLICT (variant_id) DO UPDATE SET low_mark = excluded.low_mark;

-- name: MovementsOf :many
-- The last movements of the variants of a product.
SELECT m.variant_id, m.kind, m.quantity, m.source, m.at FROM stock_movements AS m
WHERE m.variant_id = ANY(CAST(sqlc.arg('variant_ids') AS bigint[])) ORDER BY m.id DESC LIMIT CAST(sqlc.arg('most') AS bigint);

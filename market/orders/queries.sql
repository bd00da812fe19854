-- name: InsertOrder :one
INSERT INTO orders (
  oid, owner, account_id, checkout_key, checkout_hash, access_token, language,
  full_name, email, phone, address, city, state, country, zip_code, notes,
  currency, display_currency, display_rate, prices_include_tax,
  items_total, discount_total, shipping_total, tax_total, total,
  coupon_id, coupon_code, payment_method, local_day, placed_at, pay_by
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)
ON CONFLICT (owner, checkout_key) DO NOTHING
RETURNING id;

-- name: InsertParcels :many
INSERT INTO parcels (order_id, vendor_id, number, vendor_name, items_total, discount_total, shipping_total, tax_total, total, shipping_method, updated_at)
SELECT CAST(sqlc.arg('order_id') AS bigint), CAST(e.value ->> 'vendor' AS bigint), CAST(e.value ->> 'number' AS bigint), CAST(e.value ->> 'vendor_name' AS text),
  CAST(e.value ->> 'items' AS bigint), CAST(e.value ->> 'discount' AS bigint), CAST(e.value ->> 'shipping' AS bigint), CAST(e.value ->> 'tax' AS bigint), CAST(e.value ->> 'total' AS bigint),
  CAST(e.value ->> 'shipping_method' AS text), CAST(sqlc.arg('now') AS timestamptz)
FROM jsonb_array_elements(CAST(sqlc.arg('parcels') AS jsonb)) AS e
RETURNING id, number;

-- name: InsertLines :exec
INSERT INTO order_lines (order_id, parcel_id, number, vendor_id, product_id, variant_id, title, sku, options, picture, vendor_name, quantity, unit_price, total, discount, tax_class, tax, commission_rule, commission_basis_points, commission, invoice_no)
SELECT CAST(sqlc.arg('order_id') AS bigint), CAST(e.value ->> 'parcel' AS bigint), CAST(e.value ->> 'number' AS bigint), CAST(e.value ->> 'vendor' AS bigint), CAST(e.value ->> 'product' AS bigint), CAST(e.value ->> 'variant' AS bigint),
  CAST(e.value ->> 'title' AS text), CAST(e.value ->> 'sku' AS text), CAST(e.value ->> 'options' AS text), CAST(e.value ->> 'picture' AS text), CAST(e.value ->> 'vendor_name' AS text),
  CAST(e.value ->> 'quantity' AS bigint), CAST(e.value ->> 'unit_price' AS bigint), CAST(e.value ->> 'total' AS bigint), CAST(e.value ->> 'discount' AS bigint), CAST(e.value ->> 'tax_class' AS text), CAST(e.value ->> 'tax' AS bigint),
  CAST(e.value ->> 'rule' AS text), CAST(e.value ->> 'basis_points' AS bigint), CAST(e.value ->> 'commission' AS bigint), CAST(sqlc.arg('invoice_no') AS text)
FROM jsonb_array_elements(CAST(sqlc.arg('lines') AS jsonb)) AS e;

-- name: InsertHistory :exec
INSERT INTO order_history (order_id, parcel_id, from_state, to_state, actor_id, actor_label, note, at)
SELECT CAST(sqlc.arg('order_id') AS bigint), CAST(e.value ->> 'parcel' AS bigint), CAST(e.value ->> 'from' AS text), CAST(e.value ->> 'to' AS text),
  CAST(sqlc.narg('actor_id') AS bigint), CAST(sqlc.arg('actor_label') AS text), CAST(sqlc.arg('note') AS text), CAST(sqlc.arg('at') AS timestamptz)
FROM jsonb_array_elements(CAST(sqlc.arg('changes') AS jsonb)) AS e;

-- name: ByKey :one
SELECT oid, checkout_hash, currency, total FROM orders WHERE owner = $1 AND checkout_key = $2;

-- name: ByOID :one
SELECT id, oid, account_id, language, access_token, full_name, email, phone, address, city, state, country, zip_code, notes,
  currency, display_currency, display_rate, prices_include_tax, items_total, discount_total, shipping_total, tax_total, total,
  coupon_code, payment_method, progress, product_status, paid_status, placed_at, pay_by
FROM orders
WHERE oid = sqlc.arg('oid') AND (owner = sqlc.arg('owner') OR CAST(sqlc.arg('everything') AS boolean));

-- name: Parcels :many
SELECT p.id, p.vendor_id, p.number, p.vendor_name, p.state, p.items_total, p.discount_total, p.shipping_total, p.tax_total, p.total,
  p.shipping_method, p.tracking_number, p.tracking_url, p.shipped_at, p.delivered_at,
  CAST(COALESCE((SELECT SUM(l.commission) FROM order_lines AS l WHERE l.parcel_id = p.id), 0) AS bigint) AS commission
FROM parcels AS p WHERE p.order_id = $1 ORDER BY p.number;

-- name: Lines :many
SELECT id, parcel_id, number, product_id, variant_id, title, sku, options, picture, quantity, unit_price, total, discount, tax_class, tax
FROM order_lines WHERE order_id = $1 ORDER BY number;

-- name: History :many
SELECT parcel_id, from_state, to_state, actor_label, note, at FROM order_history WHERE order_id = $1 ORDER BY id;

-- name: ByNumber :one
SELECT id, oid, email, currency, product_status, placed_at FROM orders WHERE oid = $1;

-- name: LastContact :one
SELECT full_name, email, phone, address, city, state, country, zip_code FROM orders
WHERE account_id = $1 ORDER BY placed_at DESC, id DESC LIMIT 1;

-- name: LockByParcel :one
SELECT o.id, o.oid, o.currency, o.total, o.progress, o.product_status, o.paid_status, o.payment_method, o.pay_by, o.email, o.language FROM orders AS o
WHERE o.id = (
  SELECT p.order_id FROM parcels AS p
  WHERE p.id = sqlc.arg('parcel_id') AND (CAST(sqlc.arg('everything') AS boolean) OR EXISTS (
    SELECT 1 FROM vendor_members AS m
    WHERE m.vendor_id = p.vendor_id AND m.account_id = sqlc.arg('account_id') AND m.role IN ('owner', 'fulfilment'))))
FOR NO KEY UPDATE OF o;

-- name: LockByOID :one
SELECT o.id, o.oid, o.currency, o.total, o.progress, o.product_status, o.paid_status, o.payment_method, o.pay_by, o.email, o.language FROM orders AS o
WHERE o.oid = sqlc.arg('oid') AND (CAST(sqlc.arg('everything') AS boolean) OR o.owner = sqlc.arg('owner'))
FOR NO KEY UPDATE OF o;

-- name: LockByID :one
SELECT o.id, o.oid, o.currency, o.total, o.progress, o.product_status, o.paid_status, o.payment_method, o.pay_by, o.email, o.language FROM orders AS o
WHERE o.id = sqlc.arg('id')
FOR NO KEY UPDATE OF o;

-- name: Unpaid :many
-- The orders whose time to pay is over.
SELECT id FROM orders WHERE pay_by IS NOT NULL AND progress = 'open' AND NOT paid_status AND pay_by < $1 ORDER BY pay_by LIMIT 100;

-- name: SaveParcel :exec
UPDATE parcels SET state = sqlc.arg('state'), shipping_method = sqlc.arg('shipping_method'), tracking_number = sqlc.arg('tracking_number'), tracking_url = sqlc.arg('tracking_url'),
  shipped_at = sqlc.arg('shipped_at'), delivered_at = sqlc.arg('delivered_at'), updated_at = sqlc.arg('updated_at'), version = version + 1
WHERE id = sqlc.arg('id');

-- name: SetDerived :exec
UPDATE orders SET progress = sqlc.arg('progress'), product_status = sqlc.arg('product_status'), paid_status = sqlc.arg('paid_status'), version = version + 1
WHERE id = sqlc.arg('id');

-- name: VariantsOf :many
SELECT CAST(variant_id AS bigint) AS variant_id FROM order_lines
WHERE parcel_id = ANY(CAST(sqlc.arg('parcel_ids') AS bigint[])) AND variant_id IS NOT NULL
ORDER BY variant_id;

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
INSERT INTO parcels (order_id, vendor_id, number, vendor_name, items_total, discount_total, shipping_total, tax_total, total, shipping_method, search_text, ship_by, updated_at)
SELECT CAST(sqlc.arg('order_id') AS bigint), CAST(e.value ->> 'vendor' AS bigint), CAST(e.value ->> 'number' AS bigint), CAST(e.value ->> 'vendor_name' AS text),
  CAST(e.value ->> 'items' AS bigint), CAST(e.value ->> 'discount' AS bigint), CAST(e.value ->> 'shipping' AS bigint), CAST(e.value ->> 'tax' AS bigint), CAST(e.value ->> 'total' AS bigint),
  CAST(e.value ->> 'shipping_method' AS text), CAST(e.value ->> 'search_text' AS text), CAST(sqlc.narg('ship_by') AS timestamptz), CAST(sqlc.arg('now') AS timestamptz)
FROM jsonb_array_elements(CAST(sqlc.arg('parcels') AS jsonb)) AS e
RETURNING id, number;

-- name: InsertLines :exec
INSERT INTO order_lines (order_id, parcel_id, number, vendor_id, product_id, variant_id, title, sku, options, picture, vendor_name, quantity, unit_price, total, discount, tax_class, tax, commission_rule, commission_basis_points, commission, invoice_no, search_title)
SELECT CAST(sqlc.arg('order_id') AS bigint), CAST(e.value ->> 'parcel' AS bigint), CAST(e.value ->> 'number' AS bigint), CAST(e.value ->> 'vendor' AS bigint), CAST(e.value ->> 'product' AS bigint), CAST(e.value ->> 'variant' AS bigint),
  CAST(e.value ->> 'title' AS text), CAST(e.value ->> 'sku' AS text), CAST(e.value ->> 'options' AS text), CAST(e.value ->> 'picture' AS text), CAST(e.value ->> 'vendor_name' AS text),
  CAST(e.value ->> 'quantity' AS bigint), CAST(e.value ->> 'unit_price' AS bigint), CAST(e.value ->> 'total' AS bigint), CAST(e.value ->> 'discount' AS bigint), CAST(e.value ->> 'tax_class' AS text), CAST(e.value ->> 'tax' AS bigint),
  CAST(e.value ->> 'rule' AS text), CAST(e.value ->> 'basis_points' AS bigint), CAST(e.value ->> 'commission' AS bigint), CAST(sqlc.arg('invoice_no') AS text), CAST(e.value ->> 'search_title' AS text)
FROM jsonb_array_elements(CAST(sqlc.arg('lines') AS jsonb)) AS e;

-- name: InsertHistory :exec
INSERT INTO order_history (order_id, parcel_id, line_id, from_state, to_state, actor_id, actor_label, reason, note, at)
SELECT CAST(sqlc.arg('order_id') AS bigint), CAST(e.value ->> 'parcel' AS bigint), CAST(e.value ->> 'line' AS bigint), CAST(e.value ->> 'from' AS text), CAST(e.value ->> 'to' AS text),
  CAST(sqlc.narg('actor_id') AS bigint), CAST(sqlc.arg('actor_label') AS text), CAST(sqlc.arg('reason') AS text), CAST(sqlc.arg('note') AS text), CAST(sqlc.arg('at') AS timestamptz)
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
  p.shipping_method, p.tracking_number, p.tracking_url, p.ship_by, p.shipped_at, p.delivered_at,
  CAST(COALESCE(l.commission, 0) AS bigint) AS commission, CAST(COALESCE(l.items, 0) AS bigint) AS cancelled_items,
  CAST(COALESCE(l.discount, 0) AS bigint) AS cancelled_discount, CAST(COALESCE(l.tax, 0) AS bigint) AS cancelled_tax
FROM parcels AS p LEFT JOIN (
  SELECT x.parcel_id, SUM(CASE WHEN x.cancelled_at IS NULL THEN x.commission ELSE 0 END) AS commission,
    SUM(CASE WHEN x.cancelled_at IS NULL THEN 0 ELSE x.total END) AS items, SUM(CASE WHEN x.cancelled_at IS NULL THEN 0 ELSE x.discount END) AS discount,
    SUM(CASE WHEN x.cancelled_at IS NULL THEN 0 ELSE x.tax END) AS tax
  FROM order_lines AS x WHERE x.order_id = $1 GROUP BY x.parcel_id) AS l ON l.parcel_id = p.id
WHERE p.order_id = $1 ORDER BY p.number;

-- name: Lines :many
SELECT id, parcel_id, number, product_id, variant_id, title, sku, options, picture, quantity, unit_price, total, discount, tax_class, tax, commission, cancelled_at
FROM order_lines WHERE order_id = $1 ORDER BY number, piece;

-- name: LinesOfParcel :many
SELECT id, parcel_id, number, product_id, variant_id, title, sku, options, picture, quantity, unit_price, total, discount, tax_class, tax, commission, cancelled_at
FROM order_lines WHERE parcel_id = $1 ORDER BY number, piece;

-- name: History :many
SELECT parcel_id, line_id, from_state, to_state, actor_label, reason, note, at FROM order_history WHERE order_id = $1 ORDER BY id;

-- name: HistoryOfParcel :many
-- What happened to a parcel; only those who work for its vendor are named.
SELECT h.parcel_id, h.line_id, h.from_state, h.to_state,
  CAST(CASE WHEN EXISTS (SELECT 1 FROM vendor_members AS m JOIN parcels AS p ON p.vendor_id = m.vendor_id WHERE p.id = h.parcel_id AND m.account_id = h.actor_id)
    THEN h.actor_label ELSE '' END AS text) AS actor_label, h.reason, h.note, h.at
FROM order_history AS h WHERE h.parcel_id = $1 ORDER BY h.id;

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
UPDATE orders AS o SET progress = sqlc.arg('progress'), product_status = sqlc.arg('product_status'), paid_status = sqlc.arg('paid_status'), version = o.version + 1,
  cancelled_total = o.total - (SELECT COALESCE(SUM(p.kept), 0) FROM parcels AS p WHERE p.order_id = o.id)
WHERE o.id = sqlc.arg('id');

-- name: CancelLines :exec
UPDATE order_lines SET cancelled_at = sqlc.arg('now'), cancelled_sold = sqlc.arg('sold') WHERE id = ANY(CAST(sqlc.arg('ids') AS bigint[])) AND cancelled_at IS NULL;

-- name: SetCancelled :exec
-- What the lines of a parcel that were given up cost.
UPDATE parcels AS p SET cancelled_total = (SELECT COALESCE(SUM(l.total - l.discount), 0) FROM order_lines AS l WHERE l.parcel_id = p.id AND l.cancelled_at IS NOT NULL)
WHERE p.id = sqlc.arg('id');

-- name: CutLine :one
-- A piece of a line beside it.
INSERT INTO order_lines (order_id, parcel_id, number, piece, vendor_id, product_id, variant_id, title, sku, options, picture, vendor_name, quantity, unit_price, total, discount,
  tax_class, tax, commission_rule, commission_basis_points, commission, invoice_no, search_title)
SELECT l.order_id, l.parcel_id, l.number, (SELECT MAX(x.piece) + 1 FROM order_lines AS x WHERE x.order_id = l.order_id AND x.number = l.number),
  l.vendor_id, l.product_id, l.variant_id, l.title, l.sku, l.options, l.picture, l.vendor_name, CAST(sqlc.arg('quantity') AS bigint), l.unit_price, l.unit_price * CAST(sqlc.arg('quantity') AS bigint), CAST(sqlc.arg('discount') AS bigint),
  l.tax_class, CAST(sqlc.arg('tax') AS bigint), l.commission_rule, l.commission_basis_points, CAST(sqlc.arg('commission') AS bigint), l.invoice_no, l.search_title
FROM order_lines AS l WHERE l.id = sqlc.arg('id')
RETURNING id;

-- name: ShrinkLine :exec
UPDATE order_lines SET quantity = sqlc.arg('quantity'), total = unit_price * sqlc.arg('quantity'), discount = sqlc.arg('discount'), tax = sqlc.arg('tax'), commission = sqlc.arg('commission')
WHERE id = sqlc.arg('id') AND cancelled_at IS NULL;

-- name: Held :many
-- What parcels hold of the stock: their lines that were not given up.
SELECT CAST(variant_id AS bigint) AS variant_id, CAST(SUM(quantity) AS bigint) AS quantity FROM order_lines
WHERE parcel_id = ANY(CAST(sqlc.arg('parcel_ids') AS bigint[])) AND variant_id IS NOT NULL AND cancelled_at IS NULL
GROUP BY variant_id ORDER BY variant_id;

-- name: Months :many
-- What an account has bought since a day and kept, by month.
SELECT CAST(substr(local_day, 1, 7) AS text) AS month, currency, COUNT(*) AS orders, CAST(SUM(kept) AS bigint) AS total
FROM orders
WHERE account_id = sqlc.arg('account_id') AND placed_at >= sqlc.arg('since') AND progress <> 'cancelled'
GROUP BY substr(local_day, 1, 7), currency
ORDER BY month;

-- name: DeskSales :many
-- What buyers kept of a vendor's parcels of paid orders, month by month; a month is "2026-11".
SELECT CAST(substr(o.local_day, 1, 7) AS text) AS month, COUNT(*) AS parcels, CAST(SUM(p.kept) AS bigint) AS total
FROM parcels AS p JOIN orders AS o ON o.id = p.order_id
WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.state <> 'cancelled' AND o.paid_status AND o.currency = sqlc.arg('currency') AND o.local_day >= sqlc.arg('since')
GROUP BY substr(o.local_day, 1, 7) ORDER BY 1;

-- name: DeskStages :many
-- How many parcels of a vendor stand where, how many of the new ones wait for their money, and how many
-- are late.
SELECT p.state AS stage, COUNT(*) AS parcels FROM parcels AS p WHERE p.vendor_id = sqlc.arg('vendor_id') GROUP BY p.state
UNION ALL
SELECT CAST('unpaid' AS text), COUNT(*) FROM parcels AS p JOIN orders AS o ON o.id = p.order_id
WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.state = 'new' AND NOT o.paid_status AND o.payment_method <> 'cod'
UNION ALL
SELECT CAST('late' AS text), COUNT(*) FROM parcels AS p JOIN orders AS o ON o.id = p.order_id
WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.state IN ('new', 'confirmed', 'packed') AND p.ship_by < sqlc.arg('now') AND (o.paid_status OR o.payment_method = 'cod');

-- name: FirstToLeave :many
-- Until when the first of a vendor's new parcels is to leave; none where nobody promised it.
SELECT p.ship_by FROM parcels AS p JOIN orders AS o ON o.id = p.order_id
WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.state = 'new' AND p.ship_by IS NOT NULL AND (o.paid_status OR o.payment_method = 'cod')
ORDER BY p.ship_by LIMIT 1;

-- name: DeskPick :many
-- What lies in the parcels of a vendor that are to be packed.
SELECT l.variant_id, l.sku, l.title, l.options, l.quantity, p.id AS parcel_id, o.oid, o.language
FROM parcels AS p JOIN orders AS o ON o.id = p.order_id JOIN order_lines AS l ON l.parcel_id = p.id
WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.state = 'confirmed' AND l.cancelled_at IS NULL
ORDER BY l.sku, l.options, p.ship_by NULLS LAST, p.id LIMIT CAST(sqlc.arg('count') AS bigint);

-- name: OwnParcels :many
SELECT p.id FROM parcels AS p WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.id = ANY(CAST(sqlc.arg('ids') AS bigint[]));

-- name: DeskParcel :one
SELECT p.id, p.order_id, p.vendor_id, p.number, p.vendor_name, p.state, p.items_total, p.discount_total, p.shipping_total, p.tax_total, p.total,
  p.shipping_method, p.tracking_number, p.tracking_url, p.ship_by, p.shipped_at, p.delivered_at, p.updated_at,
  o.oid, o.language, o.full_name, o.email, o.phone, o.address, o.city, o.state AS region, o.country, o.zip_code, o.notes, o.currency, o.payment_method, o.paid_status, o.progress, o.placed_at, o.pay_by
FROM parcels AS p JOIN orders AS o ON o.id = p.order_id
WHERE p.id = sqlc.arg('id') AND (p.vendor_id = sqlc.narg('vendor_id') OR CAST(sqlc.arg('everything') AS boolean));

-- name: Takings :many
-- What was ordered in a time and kept, by currency; what was cancelled counts as an order only.
SELECT currency, COUNT(*) AS orders, CAST(COALESCE(SUM(kept), 0) AS bigint) AS total,
  CAST(COALESCE(SUM(CASE WHEN paid_status THEN 1 ELSE 0 END), 0) AS bigint) AS paid,
  CAST(COALESCE(SUM(CASE WHEN paid_status THEN kept ELSE 0 END), 0) AS bigint) AS paid_total
FROM orders WHERE placed_at > sqlc.arg('after') AND placed_at <= sqlc.arg('until') GROUP BY currency ORDER BY currency;

-- name: DeskDays :many
-- What buyers kept of a vendor's parcels, by the day of their order, their state and whether it is paid;
-- of those that were cancelled, what they would have come to.
SELECT o.local_day, p.state, o.paid_status, COUNT(*) AS parcels, CAST(SUM(CASE WHEN p.state = 'cancelled' THEN p.total ELSE p.kept END) AS bigint) AS total
FROM parcels AS p JOIN orders AS o ON o.id = p.order_id
WHERE p.vendor_id = sqlc.arg('vendor_id') AND o.currency = sqlc.arg('currency') AND o.local_day >= sqlc.arg('since') AND o.local_day <= sqlc.arg('until')
GROUP BY o.local_day, p.state, o.paid_status ORDER BY o.local_day, p.state, o.paid_status;

-- name: DeskTop :many
-- What of a vendor sold best in a time, with how often it was looked at and put into carts. Of goods
-- that are gone nothing but the line is left.
SELECT t.product_id, t.units, t.total, t.title AS sold_as, CAST(COALESCE(d.title, '{}') AS jsonb) AS title, CAST(COALESCE(d.picture, '') AS text) AS picture,
  CAST(COALESCE((SELECT SUM(s.views) FROM product_views AS s WHERE s.product_id = t.product_id AND s.day >= sqlc.arg('since') AND s.day <= sqlc.arg('until')), 0) AS bigint) AS views,
  CAST(COALESCE((SELECT SUM(s.carts) FROM product_views AS s WHERE s.product_id = t.product_id AND s.day >= sqlc.arg('since') AND s.day <= sqlc.arg('until')), 0) AS bigint) AS carts
FROM (
  SELECT CAST(COALESCE(l.product_id, 0) AS bigint) AS product_id, CAST(SUM(l.quantity) AS bigint) AS units, CAST(SUM(l.total - l.discount) AS bigint) AS total, CAST(MAX(l.title) AS text) AS title
  FROM parcels AS p JOIN orders AS o ON o.id = p.order_id JOIN order_lines AS l ON l.parcel_id = p.id
  WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.state <> 'cancelled' AND l.cancelled_at IS NULL AND o.paid_status AND o.currency = sqlc.arg('currency')
    AND o.local_day >= sqlc.arg('since') AND o.local_day <= sqlc.arg('until')
  GROUP BY COALESCE(l.product_id, 0)
  ORDER BY 3 DESC, 1 LIMIT CAST(sqlc.arg('count') AS bigint)) AS t
LEFT JOIN products AS d ON d.id = t.product_id
ORDER BY t.total DESC, t.product_id;

-- name: DeskBalances :many
-- What stands on a vendor's account, and what of it is on hold because its parcel is still on its way;
-- then what the account had before a time, and what came and went in it.
SELECT b.currency, b.balance, CAST(COALESCE(h.held, 0) AS bigint) AS held, b.opening, b.closing, b.entries
FROM (
  SELECT x.currency, CAST(SUM(x.amount) AS bigint) AS balance,
    CAST(SUM(CASE WHEN x.at < CAST(sqlc.arg('since') AS timestamptz) THEN x.amount ELSE 0 END) AS bigint) AS opening,
    CAST(SUM(CASE WHEN x.at < CAST(sqlc.arg('until') AS timestamptz) THEN x.amount ELSE 0 END) AS bigint) AS closing,
    CAST(SUM(CASE WHEN x.at >= CAST(sqlc.arg('since') AS timestamptz) AND x.at < CAST(sqlc.arg('until') AS timestamptz) THEN 1 ELSE 0 END) AS bigint) AS entries
  FROM (
    SELECT m.currency, m.at, m.amount FROM moves AS m WHERE m.to_account = sqlc.arg('account')
    UNION ALL
    SELECT m.currency, m.at, -m.amount AS amount FROM moves AS m WHERE m.from_account = sqlc.arg('account')) AS x
  GROUP BY x.currency) AS b
LEFT JOIN (
  SELECT m.currency, SUM(CASE WHEN m.to_account = sqlc.arg('account') THEN m.amount ELSE -m.amount END) AS held
  FROM parcels AS p JOIN postings AS t ON t.parcel_id = p.id JOIN moves AS m ON m.posting_id = t.id
  WHERE p.vendor_id = sqlc.arg('vendor_id') AND p.state IN ('new', 'confirmed', 'packed', 'shipped') AND (m.to_account = sqlc.arg('account') OR m.from_account = sqlc.arg('account'))
  GROUP BY m.currency) AS h ON h.currency = b.currency
ORDER BY b.currency;

-- name: DeskShares :one
-- How what buyers paid for a vendor's parcels in a time was dealt out, what was taken back left out.
SELECT
  CAST(COALESCE(SUM(CASE WHEN m.from_account = 'buyers' THEN m.amount ELSE -m.amount END), 0) AS bigint) AS paid,
  CAST(COALESCE(SUM(CASE WHEN m.to_account = 'commission' THEN m.amount WHEN m.from_account = 'commission' THEN -m.amount ELSE 0 END), 0) AS bigint) AS commission,
  CAST(COALESCE(SUM(CASE WHEN m.to_account = 'tax' THEN m.amount WHEN m.from_account = 'tax' THEN -m.amount ELSE 0 END), 0) AS bigint) AS tax,
  CAST(COALESCE(SUM(CASE WHEN m.to_account = 'shipping' THEN m.amount WHEN m.from_account = 'shipping' THEN -m.amount ELSE 0 END), 0) AS bigint) AS shipping
FROM postings AS t JOIN moves AS m ON m.posting_id = t.id
WHERE t.vendor_id = sqlc.arg('vendor_id') AND t.kind IN ('sale', 'reversal') AND m.currency = sqlc.arg('currency') AND t.at >= sqlc.arg('since') AND t.at < sqlc.arg('until');

-- name: DeskEntries :many
-- The entries of a vendor's account in a time, the latest first, each with what stood there after it and
-- the commission of the same posting. Balances are counted down from what stood there in the end, so that
-- nothing before the page is read but its sum.
SELECT t.id, t.kind, t.at, t.parcel_id, CAST(e.amount AS bigint) AS amount, CAST(e.balance AS bigint) AS balance, o.oid,
  CAST(COALESCE((SELECT SUM(CASE WHEN c.to_account = 'commission' THEN c.amount ELSE -c.amount END) FROM moves AS c
    WHERE c.posting_id = t.id AND (c.to_account = 'commission' OR c.from_account = 'commission')), 0) AS bigint) AS commission
FROM (
  SELECT x.posting_id, x.move_id, x.at, x.amount,
    (SELECT COALESCE(SUM(c.amount), 0) FROM moves AS c WHERE c.to_account = sqlc.arg('account') AND c.currency = sqlc.arg('currency') AND c.at < sqlc.arg('until'))
    - (SELECT COALESCE(SUM(c.amount), 0) FROM moves AS c WHERE c.from_account = sqlc.arg('account') AND c.currency = sqlc.arg('currency') AND c.at < sqlc.arg('until'))
    - COALESCE(SUM(x.amount) OVER (ORDER BY x.at DESC, x.posting_id DESC, x.move_id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS balance
  FROM (
    SELECT m.posting_id, m.id AS move_id, m.at, m.amount FROM moves AS m
    WHERE m.to_account = sqlc.arg('account') AND m.currency = sqlc.arg('currency') AND m.at >= sqlc.arg('since') AND m.at < sqlc.arg('until')
    UNION ALL
    SELECT m.posting_id, m.id AS move_id, m.at, -m.amount AS amount FROM moves AS m
    WHERE m.from_account = sqlc.arg('account') AND m.currency = sqlc.arg('currency') AND m.at >= sqlc.arg('since') AND m.at < sqlc.arg('until')
    ORDER BY at DESC, posting_id DESC, move_id DESC LIMIT CAST(sqlc.arg('count') AS bigint) + CAST(sqlc.arg('skipped') AS bigint)) AS x
  ORDER BY x.at DESC, x.posting_id DESC, x.move_id DESC
  LIMIT CAST(sqlc.arg('count') AS bigint) OFFSET CAST(sqlc.arg('skipped') AS bigint)) AS e
JOIN postings AS t ON t.id = e.posting_id JOIN orders AS o ON o.id = t.order_id
ORDER BY e.at DESC, e.posting_id DESC, e.move_id DESC;

-- Each query returns no rows while the books are right. They run after every fault test, after a
-- restore and nightly; `bazaar invariants` prints the offending rows.

-- name: order_has_lines
SELECT o.id, o.oid FROM orders AS o WHERE NOT EXISTS (SELECT 1 FROM order_lines AS l WHERE l.order_id = o.id);

-- name: order_lines_sum_to_order
SELECT o.id, o.oid, o.items_total, o.discount_total FROM orders AS o
JOIN (SELECT order_id, SUM(total) AS items, SUM(discount) AS discount, SUM(tax) AS tax FROM order_lines GROUP BY order_id) AS l ON l.order_id = o.id
WHERE l.items <> o.items_total OR l.discount <> o.discount_total OR l.tax <> o.tax_total;

-- name: parcels_sum_to_order
SELECT o.id, o.oid, o.total, p.total AS parcels_total FROM orders AS o
JOIN (SELECT order_id, SUM(total) AS total, SUM(items_total) AS items, SUM(discount_total) AS discount, SUM(shipping_total) AS shipping, SUM(tax_total) AS tax FROM parcels GROUP BY order_id) AS p ON p.order_id = o.id
WHERE p.total <> o.total OR p.items <> o.items_total OR p.discount <> o.discount_total OR p.shipping <> o.shipping_total OR p.tax <> o.tax_total;

-- name: parcel_lines_sum_to_parcel
SELECT p.id, p.order_id FROM parcels AS p
JOIN (SELECT parcel_id, SUM(total) AS items, SUM(discount) AS discount, SUM(tax) AS tax FROM order_lines GROUP BY parcel_id) AS l ON l.parcel_id = p.id
WHERE l.items <> p.items_total OR l.discount <> p.discount_total OR l.tax <> p.tax_total;

-- name: line_and_parcel_of_one_order
SELECT l.id FROM order_lines AS l JOIN parcels AS p ON p.id = l.parcel_id WHERE p.order_id <> l.order_id OR COALESCE(p.vendor_id, 0) <> COALESCE(l.vendor_id, 0);

-- name: stock_equals_its_movements
SELECT s.variant_id, s.on_hand, COALESCE(m.moved, 0) AS moved FROM stock_levels AS s
LEFT JOIN (SELECT variant_id, SUM(quantity) AS moved FROM stock_movements GROUP BY variant_id) AS m ON m.variant_id = s.variant_id
WHERE s.on_hand <> COALESCE(m.moved, 0);

-- name: variant_has_stock_level
SELECT v.id FROM variants AS v WHERE NOT EXISTS (SELECT 1 FROM stock_levels AS s WHERE s.variant_id = v.id);

-- name: product_has_variant
SELECT p.id FROM products AS p WHERE NOT EXISTS (SELECT 1 FROM variants AS v WHERE v.product_id = p.id);

-- name: available_follows_stock
SELECT p.id, p.available FROM products AS p
WHERE p.available <> EXISTS (SELECT 1 FROM variants AS v JOIN stock_levels AS s ON s.variant_id = v.id WHERE v.product_id = p.id AND v.active AND s.on_hand > 0);

-- name: listed_follows_state_and_vendor
SELECT p.id, p.listed FROM products AS p JOIN vendors AS v ON v.id = p.vendor_id
WHERE p.listed <> (p.state = 'published' AND v.state = 'verified');

-- Cash is taken for what was delivered: parcels that were cancelled before are not owed.
-- name: paid_has_captured_payment
SELECT o.id, o.oid FROM orders AS o
WHERE o.paid_status <> EXISTS (
  SELECT 1 FROM payments AS p WHERE p.order_id = o.id AND p.state = 'captured' AND p.currency = o.currency
  AND p.amount = (SELECT SUM(q.total) FROM parcels AS q WHERE q.order_id = o.id AND q.state <> 'cancelled'));

-- name: order_has_confirmation_letter
SELECT o.id, o.oid FROM orders AS o
WHERE o.checkout_key NOT LIKE 'import:%' AND o.checkout_key NOT LIKE 'seed:%'
AND NOT EXISTS (SELECT 1 FROM letters AS l WHERE l.kind = 'order_confirmation' AND l.object = o.oid);

-- name: history_ends_in_present_state
SELECT p.id, p.state, h.to_state FROM parcels AS p
JOIN order_history AS h ON h.parcel_id = p.id AND h.id = (SELECT MAX(x.id) FROM order_history AS x WHERE x.parcel_id = p.id)
WHERE h.to_state <> p.state;

-- name: parcel_has_history
SELECT p.id, p.state FROM parcels AS p JOIN orders AS o ON o.id = p.order_id
WHERE o.checkout_key NOT LIKE 'import:%' AND NOT EXISTS (SELECT 1 FROM order_history AS h WHERE h.parcel_id = p.id);

-- name: history_is_a_chain
SELECT h.id, h.from_state, b.to_state FROM order_history AS h
JOIN order_history AS b ON b.parcel_id = h.parcel_id AND b.id = (SELECT MAX(x.id) FROM order_history AS x WHERE x.parcel_id = h.parcel_id AND x.id < h.id)
WHERE b.to_state <> h.from_state;

-- name: status_follows_parcels
SELECT o.id, o.oid, o.product_status, o.progress FROM orders AS o
JOIN (SELECT order_id, COUNT(*) AS parcels,
  SUM(CASE WHEN state = 'cancelled' THEN 1 ELSE 0 END) AS cancelled,
  SUM(CASE WHEN state = 'delivered' THEN 1 ELSE 0 END) AS delivered,
  SUM(CASE WHEN state = 'shipped' THEN 1 ELSE 0 END) AS shipped
  FROM parcels GROUP BY order_id) AS p ON p.order_id = o.id
WHERE o.product_status <> CASE
  WHEN p.cancelled = p.parcels THEN 'cancelled'
  WHEN p.cancelled + p.delivered = p.parcels THEN 'delivered'
  WHEN p.cancelled + p.delivered + p.shipped = p.parcels THEN 'shipped'
  ELSE 'processing' END
OR o.progress <> CASE
  WHEN p.cancelled = p.parcels THEN 'cancelled'
  WHEN p.cancelled + p.delivered = p.parcels THEN 'completed'
  ELSE 'open' END;

-- name: order_has_payment
SELECT o.id, o.oid FROM orders AS o
WHERE o.checkout_key NOT LIKE 'import:%' AND NOT EXISTS (SELECT 1 FROM payments AS p WHERE p.order_id = o.id);

-- A live parcel holds what it took from stock, a cancelled one has given it back.
-- name: parcels_hold_their_stock
SELECT l.id, l.order_id, l.variant_id, l.quantity, p.state FROM order_lines AS l
JOIN parcels AS p ON p.id = l.parcel_id JOIN orders AS o ON o.id = l.order_id
WHERE o.checkout_key NOT LIKE 'import:%' AND l.variant_id IS NOT NULL
AND -COALESCE((SELECT SUM(m.quantity) FROM stock_movements AS m WHERE m.variant_id = l.variant_id AND m.source = 'order:' || o.oid), 0)
  <> CASE WHEN p.state = 'cancelled' THEN 0 ELSE l.quantity END;

-- name: coupon_uses_counted
SELECT c.id, c.uses FROM coupons AS c WHERE c.uses <> (SELECT COUNT(*) FROM coupon_uses AS u WHERE u.coupon_id = c.id);

-- name: cart_units_follow_the_cart
SELECT a.id, a.cart_units FROM accounts AS a
WHERE a.cart_units <> COALESCE((SELECT SUM(l.quantity) FROM carts AS c JOIN cart_lines AS l ON l.cart_id = c.id WHERE c.account_id = a.id), 0);

-- name: rating_follows_reviews
SELECT p.id, p.review_count FROM products AS p
WHERE p.review_count <> (SELECT COUNT(*) FROM reviews AS r WHERE r.product_id = p.id AND r.approved);

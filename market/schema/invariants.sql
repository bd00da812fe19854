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
WHERE p.available <> (EXISTS (SELECT 1 FROM variants AS v JOIN stock_levels AS s ON s.variant_id = v.id WHERE v.product_id = p.id AND v.active AND s.on_hand > 0)
  AND NOT EXISTS (SELECT 1 FROM vendors AS d WHERE d.id = p.vendor_id AND d.away));

-- name: listed_follows_state_and_vendor
SELECT p.id, p.listed FROM products AS p JOIN vendors AS v ON v.id = p.vendor_id
WHERE p.listed <> (p.state = 'published' AND v.state = 'verified');

-- An order is paid while the one payment that settles it has not gone back as a whole.
-- name: paid_has_captured_payment
SELECT o.id, o.oid FROM orders AS o
WHERE o.paid_status <> EXISTS (
  SELECT 1 FROM payments AS p WHERE p.order_id = o.id AND p.settles AND p.state IN ('captured', 'partially_refunded') AND p.currency = o.currency);

-- What was received and did not go back pays for the parcels and lines that were not cancelled.
-- name: payment_equals_parcels
SELECT p.id, p.order_id, p.amount FROM payments AS p
WHERE p.settles AND p.refunded = 0
AND p.amount <> (SELECT COALESCE(SUM(q.kept), 0) FROM parcels AS q WHERE q.order_id = p.order_id);

-- What is left of a parcel has a line; the last one takes the parcel with it.
-- name: parcel_has_a_line_left
SELECT q.id, q.order_id FROM parcels AS q
WHERE EXISTS (SELECT 1 FROM order_lines AS l WHERE l.parcel_id = q.id) AND NOT EXISTS (SELECT 1 FROM order_lines AS l WHERE l.parcel_id = q.id AND l.cancelled_at IS NULL);

-- Sums of sales add up what was kept: of a parcel all but the lines that were given up, of an order what
-- was kept of its parcels.
-- name: parcel_keeps_what_was_not_cancelled
SELECT q.id, q.order_id, q.total, q.kept FROM parcels AS q
WHERE q.cancelled_total <> COALESCE((SELECT SUM(l.total - l.discount) FROM order_lines AS l WHERE l.parcel_id = q.id AND l.cancelled_at IS NOT NULL), 0);

-- name: order_keeps_what_its_parcels_keep
SELECT o.id, o.oid, o.kept, p.kept AS parcels_kept FROM orders AS o
JOIN (SELECT order_id, SUM(kept) AS kept FROM parcels GROUP BY order_id) AS p ON p.order_id = o.id WHERE p.kept <> o.kept;

-- name: cancelled_line_has_history
SELECT l.id, l.order_id FROM order_lines AS l
WHERE (l.cancelled_at IS NOT NULL) <> EXISTS (SELECT 1 FROM order_history AS h WHERE h.line_id = l.id AND h.parcel_id = l.parcel_id);

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
SELECT h.order_id, h.variant_id, h.held FROM (
  SELECT l.order_id, o.oid, l.variant_id, SUM(CASE WHEN p.state = 'cancelled' OR l.cancelled_at IS NOT NULL THEN 0 ELSE l.quantity END) AS held
  FROM order_lines AS l JOIN parcels AS p ON p.id = l.parcel_id JOIN orders AS o ON o.id = l.order_id
  WHERE o.checkout_key NOT LIKE 'import:%' AND l.variant_id IS NOT NULL GROUP BY l.order_id, o.oid, l.variant_id) AS h
WHERE h.held <> -COALESCE((SELECT SUM(m.quantity) FROM stock_movements AS m
  WHERE m.variant_id = h.variant_id AND (m.source = 'order:' || h.oid OR substr(m.source, 1, length(h.oid) + 7) = 'order:' || h.oid || '/')), 0);

-- name: coupon_uses_counted
SELECT c.id, c.uses FROM coupons AS c WHERE c.uses <> (SELECT COUNT(*) FROM coupon_uses AS u WHERE u.coupon_id = c.id);

-- name: cart_units_follow_the_cart
SELECT a.id, a.cart_units FROM accounts AS a
WHERE a.cart_units <> COALESCE((SELECT SUM(l.quantity) FROM carts AS c JOIN cart_lines AS l ON l.cart_id = c.id WHERE c.account_id = a.id), 0);

-- name: rating_follows_reviews
SELECT p.id, p.review_count FROM products AS p
WHERE p.review_count <> (SELECT COUNT(*) FROM reviews AS r WHERE r.product_id = p.id AND r.approved);

-- name: coupon_within_customer_limit
SELECT u.coupon_id, u.account_id, COUNT(*) AS uses FROM coupon_uses AS u JOIN coupons AS c ON c.id = u.coupon_id
WHERE u.account_id IS NOT NULL GROUP BY u.coupon_id, u.account_id, c.customer_limit HAVING COUNT(*) > c.customer_limit;

-- name: payment_refunded_equals_refunds
SELECT p.id, p.order_id, p.refunded FROM payments AS p
WHERE p.refunded <> (SELECT COALESCE(SUM(r.amount), 0) FROM refunds AS r WHERE r.payment_id = p.id) OR p.refunded > p.amount
OR p.refunded > 0 AND p.captured_at IS NULL;

-- name: payment_state_tells_whether_money_came
SELECT p.id, p.order_id, p.state FROM payments AS p
WHERE (p.captured_at IS NOT NULL) <> (p.state IN ('captured', 'partially_refunded', 'refunded'));

-- Money that pays no order goes back.
-- name: payment_that_settles_nothing_goes_back
SELECT p.id, p.order_id FROM payments AS p JOIN orders AS o ON o.id = p.order_id
WHERE o.checkout_key NOT LIKE 'import:%' AND p.captured_at IS NOT NULL AND NOT p.settles AND p.refunded <> p.amount;

-- name: payment_is_told_in_a_letter
SELECT o.id, o.oid FROM orders AS o JOIN payments AS p ON p.order_id = o.id
WHERE o.checkout_key NOT LIKE 'import:%' AND o.checkout_key NOT LIKE 'seed:%' AND p.gateway <> 'cod' AND p.captured_at IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM letters AS l WHERE l.object = o.oid AND l.kind = CASE WHEN p.settles THEN 'payment_received' ELSE 'payment_returned' END);

-- name: prepaid_order_has_a_time_to_pay
SELECT o.id, o.oid FROM orders AS o WHERE o.checkout_key NOT LIKE 'import:%' AND (o.payment_method = 'cod') <> (o.pay_by IS NULL);

-- name: prepaid_parcels_wait_for_the_money
SELECT q.id, q.order_id, q.state FROM parcels AS q JOIN orders AS o ON o.id = q.order_id
WHERE o.checkout_key NOT LIKE 'import:%' AND o.payment_method <> 'cod' AND q.state NOT IN ('new', 'cancelled')
AND NOT EXISTS (SELECT 1 FROM payments AS p WHERE p.order_id = o.id AND p.settles);

-- The ledger. That all accounts together are nothing needs no query: a move gives to one what it
-- takes from another. These compare the moves with what they stand for; imported payments are not
-- in the ledger, which begins with the first sale of this market.

-- name: ledger_posting_is_whole
SELECT p.id, p.source FROM postings AS p JOIN orders AS o ON o.id = p.order_id
LEFT JOIN (SELECT posting_id, MIN(currency) AS lowest, MAX(currency) AS highest FROM moves GROUP BY posting_id) AS m ON m.posting_id = p.id
WHERE m.posting_id IS NULL OR m.lowest <> m.highest OR m.lowest <> o.currency;

-- name: ledger_posting_names_the_vendor_of_its_parcel
SELECT p.id, p.source FROM postings AS p JOIN parcels AS q ON q.id = p.parcel_id WHERE COALESCE(p.vendor_id, 0) <> COALESCE(q.vendor_id, 0);

-- A parcel is sold without the lines that were cancelled before.
-- name: ledger_sale_equals_parcel
SELECT q.id, q.order_id, q.total, s.total AS sold, s.commission, s.tax, s.shipping FROM parcels AS q
JOIN (SELECT p.parcel_id, SUM(m.amount) AS total,
  SUM(CASE WHEN m.to_account = 'commission' THEN m.amount ELSE 0 END) AS commission,
  SUM(CASE WHEN m.to_account = 'tax' THEN m.amount ELSE 0 END) AS tax,
  SUM(CASE WHEN m.to_account = 'shipping' THEN m.amount ELSE 0 END) AS shipping,
  SUM(CASE WHEN m.to_account LIKE 'vendor:%' THEN m.amount ELSE 0 END) AS vendor,
  MAX(CASE WHEN m.to_account LIKE 'vendor:%' THEN m.to_account ELSE '' END) AS account,
  SUM(CASE WHEN m.from_account <> 'buyers' THEN 1 ELSE 0 END) AS odd
  FROM postings AS p JOIN moves AS m ON m.posting_id = p.id WHERE p.kind = 'sale' GROUP BY p.parcel_id) AS s ON s.parcel_id = q.id
LEFT JOIN (SELECT l.parcel_id, SUM(CASE WHEN l.cancelled_at IS NULL OR l.cancelled_sold THEN 0 ELSE l.total - l.discount END) AS total,
  SUM(CASE WHEN l.cancelled_at IS NULL OR l.cancelled_sold THEN 0 ELSE l.tax END) AS tax,
  SUM(CASE WHEN l.cancelled_at IS NULL OR l.cancelled_sold THEN l.commission ELSE 0 END) AS commission
  FROM order_lines AS l GROUP BY l.parcel_id) AS x ON x.parcel_id = q.id
WHERE s.total <> q.total - COALESCE(x.total, 0) OR s.tax <> q.tax_total - COALESCE(x.tax, 0) OR s.shipping <> q.shipping_total OR s.odd > 0
OR s.commission <> COALESCE(x.commission, 0)
OR s.vendor <> s.total - s.commission - s.tax - s.shipping
OR s.account NOT IN ('', COALESCE('vendor:' || CAST(q.vendor_id AS text), 'vendor:unknown'));

-- Parcels of an order that is paid first are sold when it is paid, the others when they arrive.
-- name: ledger_sells_what_was_paid_for
SELECT q.id, q.order_id, q.state FROM parcels AS q JOIN orders AS o ON o.id = q.order_id
WHERE o.checkout_key NOT LIKE 'import:%' AND q.state <> 'cancelled'
AND q.total > (SELECT COALESCE(SUM(l.total - l.discount), 0) FROM order_lines AS l WHERE l.parcel_id = q.id AND l.cancelled_at IS NOT NULL AND NOT l.cancelled_sold)
AND EXISTS (SELECT 1 FROM postings AS p WHERE p.parcel_id = q.id AND p.kind = 'sale')
  <> CASE WHEN o.payment_method = 'cod' THEN q.state = 'delivered' ELSE EXISTS (SELECT 1 FROM payments AS s WHERE s.order_id = o.id AND s.settles) END;

-- name: ledger_takes_back_no_more_than_was_sold
SELECT x.parcel_id, x.account, x.left_over FROM (
  SELECT p.parcel_id, CASE WHEN p.kind = 'sale' THEN m.to_account ELSE m.from_account END AS account,
    SUM(CASE WHEN p.kind = 'sale' THEN m.amount ELSE -m.amount END) AS left_over
  FROM postings AS p JOIN moves AS m ON m.posting_id = p.id WHERE p.kind IN ('sale', 'reversal')
  GROUP BY p.parcel_id, CASE WHEN p.kind = 'sale' THEN m.to_account ELSE m.from_account END) AS x
JOIN parcels AS q ON q.id = x.parcel_id
WHERE x.left_over < 0 OR q.state = 'cancelled' AND x.left_over <> 0;

-- What of a parcel is left with its vendor and the others is what was not cancelled and not given back
-- otherwise: a line takes exactly its own part along, unless some had gone before.
-- name: ledger_keeps_no_more_than_is_left
SELECT q.id, q.order_id, k.kept FROM parcels AS q
JOIN (SELECT p.parcel_id, SUM(CASE WHEN p.kind = 'sale' THEN m.amount ELSE -m.amount END) AS kept
  FROM postings AS p JOIN moves AS m ON m.posting_id = p.id WHERE p.kind IN ('sale', 'reversal') GROUP BY p.parcel_id) AS k ON k.parcel_id = q.id
WHERE k.kept > q.kept;

-- name: ledger_captures_equal_what_was_received
SELECT o.id, o.oid, c.captured, r.received FROM orders AS o
LEFT JOIN (SELECT p.order_id, SUM(m.amount) AS captured FROM postings AS p JOIN moves AS m ON m.posting_id = p.id
  WHERE p.kind = 'capture' AND m.to_account = 'buyers' GROUP BY p.order_id) AS c ON c.order_id = o.id
LEFT JOIN (SELECT p.order_id, SUM(p.amount) AS received FROM payments AS p WHERE p.captured_at IS NOT NULL AND p.gateway <> 'cod' GROUP BY p.order_id) AS r ON r.order_id = o.id
WHERE o.checkout_key NOT LIKE 'import:%' AND COALESCE(c.captured, 0) <> CASE WHEN o.payment_method = 'cod'
  THEN (SELECT COALESCE(SUM(q.kept), 0) FROM parcels AS q WHERE q.order_id = o.id AND q.state = 'delivered')
  ELSE COALESCE(r.received, 0) END;

-- name: ledger_refunds_equal_what_left
SELECT o.id, o.oid FROM orders AS o
WHERE o.checkout_key NOT LIKE 'import:%'
AND (SELECT COALESCE(SUM(m.amount), 0) FROM postings AS p JOIN moves AS m ON m.posting_id = p.id WHERE p.order_id = o.id AND p.kind = 'refund')
  <> (SELECT COALESCE(SUM(r.amount), 0) FROM payments AS p JOIN refunds AS r ON r.payment_id = p.id WHERE p.order_id = o.id AND r.state = 'done');

-- Captured minus refunded is what vendors, commission, tax and shipping have of an order.
-- name: ledger_parts_equal_money_kept
SELECT o.id, o.oid, k.kept, l.parts FROM orders AS o
LEFT JOIN (SELECT p.order_id, SUM(p.amount - p.refunded) AS kept FROM payments AS p WHERE p.captured_at IS NOT NULL GROUP BY p.order_id) AS k ON k.order_id = o.id
LEFT JOIN (SELECT p.order_id, SUM(CASE WHEN p.kind = 'sale' THEN m.amount ELSE -m.amount END) AS parts
  FROM postings AS p JOIN moves AS m ON m.posting_id = p.id WHERE p.kind IN ('sale', 'reversal') GROUP BY p.order_id) AS l ON l.order_id = o.id
WHERE o.checkout_key NOT LIKE 'import:%' AND (o.payment_method <> 'cod' OR o.paid_status) AND COALESCE(k.kept, 0) <> COALESCE(l.parts, 0);

-- With the buyers stands only what is on its way back to them.
-- name: ledger_buyers_hold_open_refunds
SELECT o.id, o.oid, b.held FROM orders AS o
JOIN (SELECT p.order_id, SUM(CASE WHEN m.to_account = 'buyers' THEN m.amount WHEN m.from_account = 'buyers' THEN -m.amount ELSE 0 END) AS held
  FROM postings AS p JOIN moves AS m ON m.posting_id = p.id GROUP BY p.order_id) AS b ON b.order_id = o.id
WHERE b.held <> (SELECT COALESCE(SUM(r.amount), 0) FROM payments AS p JOIN refunds AS r ON r.payment_id = p.id WHERE p.order_id = o.id AND r.state <> 'done' AND o.checkout_key NOT LIKE 'import:%');

-- name: accounts_know_their_wishes
SELECT a.id, a.wishes FROM accounts AS a
WHERE (CASE WHEN a.wishes = '' THEN 0 ELSE length(a.wishes) - length(replace(a.wishes, ',', '')) + 1 END)
  <> (SELECT COUNT(*) FROM wishes AS w WHERE w.account_id = a.id AND ',' || a.wishes || ',' LIKE '%,' || w.product_id || ',%')
  OR EXISTS (SELECT 1 FROM wishes AS w WHERE w.account_id = a.id AND ',' || a.wishes || ',' NOT LIKE '%,' || w.product_id || ',%');

-- name: one_of_the_addresses_is_the_default
SELECT a.account_id FROM addresses AS a GROUP BY a.account_id HAVING SUM(CASE WHEN a.is_default THEN 1 ELSE 0 END) <> 1;

-- +goose Up
-- Until when a parcel is to leave; null where nobody promised it. search_text is what its vendor finds
-- it by, folded: number of the order, buyer, goods.
ALTER TABLE parcels ADD COLUMN ship_by TIMESTAMPTZ;
ALTER TABLE parcels ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
CREATE INDEX parcels_vendor_newest ON parcels (vendor_id, id);

-- A line that its vendor cannot deliver, while the rest of the parcel goes its way. What was paid for
-- it went back when the parcel was sold by then; otherwise it was never asked for.
ALTER TABLE order_lines ADD COLUMN cancelled_at TIMESTAMPTZ;
ALTER TABLE order_lines ADD COLUMN cancelled_sold BOOLEAN NOT NULL DEFAULT FALSE CHECK (NOT cancelled_sold OR cancelled_at IS NOT NULL);
CREATE INDEX order_lines_cancelled ON order_lines (vendor_id, parcel_id) WHERE cancelled_at IS NOT NULL;

-- A change of one line of a parcel, whose state stays; reason is why something was cancelled.
ALTER TABLE order_history ADD COLUMN line_id BIGINT REFERENCES order_lines (id) ON DELETE CASCADE;
ALTER TABLE order_history ADD COLUMN reason TEXT NOT NULL DEFAULT '' CHECK (reason IN ('', 'out_of_stock', 'damaged', 'no_delivery', 'buyer', 'other'));
CREATE INDEX order_history_line ON order_history (line_id);

-- +goose Down
DROP INDEX order_history_line;
ALTER TABLE order_history DROP COLUMN reason;
ALTER TABLE order_history DROP COLUMN line_id;
DROP INDEX order_lines_cancelled;
ALTER TABLE order_lines DROP COLUMN cancelled_sold;
ALTER TABLE order_lines DROP COLUMN cancelled_at;
DROP INDEX parcels_vendor_newest;
ALTER TABLE parcels DROP COLUMN search_text;
ALTER TABLE parcels DROP COLUMN ship_by;

-- +goose Up
-- When the provider of a payment is asked next what became of it, in case his message is lost; empty
-- for cash and for what is too old to ask about.
ALTER TABLE payments ADD COLUMN ask_at TIMESTAMPTZ;
CREATE INDEX payments_ask ON payments (ask_at) WHERE ask_at IS NOT NULL AND captured_at IS NULL;

-- +goose Down
DROP INDEX payments_ask;
ALTER TABLE payments DROP COLUMN ask_at;

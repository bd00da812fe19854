-- +goose Up
-- What lists are counted from, so that products need not be read. SQLite wants to see in an index what
-- its own condition has decided already. The id stands first, so that no search is tempted to use it.
CREATE INDEX products_facts ON products (id, category_id, vendor_id, price_from, old_price, rating, review_count, available, listed) WHERE listed;

-- What is on sale is rare: no other index finds it.
CREATE INDEX products_sale ON products (created_at, id) WHERE listed AND old_price > price_from;

-- +goose Down
DROP INDEX products_sale;
DROP INDEX products_facts;

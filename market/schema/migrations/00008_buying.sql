-- +goose Up
-- What the buyer typed at checkout when the order was refused, as JSON; empty for nothing. It goes
-- with the order or with the account.
ALTER TABLE carts ADD COLUMN draft TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE carts DROP COLUMN draft;

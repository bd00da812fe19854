-- +goose Up
-- A tag in the languages that somebody has translated it into; its name is as a vendor typed it.
ALTER TABLE tags ADD COLUMN title JSONB NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE tags DROP COLUMN title;

-- +goose Up
-- How often what public pages show has changed: the sum of n over all shards. The program moves one
-- of them on as the last statement of each transaction that changed it.
CREATE TABLE generations (
  shard BIGINT PRIMARY KEY CHECK (shard BETWEEN 0 AND 7),
  n     BIGINT NOT NULL DEFAULT 0
);
INSERT INTO generations (shard) VALUES (0), (1), (2), (3), (4), (5), (6), (7);

-- +goose Down
DROP TABLE generations;

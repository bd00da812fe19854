# The few commands of the project; `make` alone lists them. Go, gcc, make and git are enough for
# run, build and check; test installs the rest by itself (see .ci/prepare).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# The programs of tools/go.mod, built once by Go and kept in its cache.
TOOL := CGO_ENABLED=0 go tool -modfile=tools/go.mod

# Without paths in what is compiled, a second clone finds everything in Go's cache.
export GOFLAGS ?= -trimpath

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FUZZTIME ?= 2000x

# step NAME,COMMAND runs one step of the suite and prints how long it took.
step = printf '\n== %s\n' '$(1)'; began=$$SECONDS; $(2); printf -- '-- %s: %d s\n' '$(1)' $$((SECONDS - began))

.PHONY: help run build test check prepare generate format lint bench chaos cluster lighthouse scan clean histories

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## start the demo market on http://127.0.0.1:8000 (data in ./data)
	@DEBUG=true ./bazaar serve --demo

build: ## build ./bazaar
	@CGO_ENABLED=0 go build -ldflags '-s -w -X main.version=$(VERSION)' -o bazaar .

# ./site is named first because it takes longest: the others run beside it.
test: prepare ## the whole suite: both databases, race detector, fuzzing, browser
	@first=$$SECONDS; \
	$(call step,generated code is current,.ci/generated); \
	$(call step,lint,$(MAKE) --no-print-directory lint); \
	$(call step,tests on SQLite,TEST_ENGINES=sqlite go test -timeout 30m ./...); \
	go build -o bin/testbed ./infra/testbed; \
	$(call step,tests on PostgreSQL with the race detector,TEST_ENGINES=postgres bin/testbed go test -race -timeout 30m ./site ./...); \
	$(call step,fuzzing,.ci/fuzz $(FUZZTIME)); \
	$(MAKE) --no-print-directory build; \
	$(call step,browser,bin/testbed node e2e/run.mjs | tee bin/e2e.log); \
	printf -- '-- all: %d s\n' $$((SECONDS - first)); \
	tail -n 1 bin/e2e.log

check: ## the quick gate: lint, architecture, tests on SQLite
	@$(call step,generated code is current,.ci/generated); \
	$(call step,lint,$(MAKE) --no-print-directory lint); \
	$(call step,tests on SQLite,TEST_ENGINES=sqlite go test -timeout 30m ./...)

prepare: ## install what make test needs (Debian packages as root, npm packages from the lock file)
	@.ci/prepare

generate: ## sqlc, templ and assets
	@$(TOOL) sqlc generate
	@$(TOOL) templ generate -log-level warn
	@go generate ./...

format: ## gofumpt and templ fmt
	@$(TOOL) golangci-lint fmt ./...
	@$(TOOL) templ fmt -log-level warn .

lint: ## golangci-lint with .golangci.yml
	@$(TOOL) golangci-lint run ./...
	@$(TOOL) golangci-lint run --build-tags chaos ./chaos/...

bench: build ## statements, processor time, starts and load in markets of 150 to 100,000 products, into docs/measurements.md
	@go build -o bin/testbed ./infra/testbed
	@go test -tags chaos -count=1 -v -timeout 60m -run 'TestCost|TestBench' ./chaos
	@bin/testbed go test -run '^$$' -bench . -benchtime 0.5s ./...

histories: ## 100,000 random histories of an order and its money; into docs/measurements.md
	@.ci/histories

chaos: build ## fault trials: kill -9 during checkout, flash sale; into docs/measurements.md
	@go test -tags chaos -count=1 -v -timeout 60m -run 'TestKill|TestFlash' ./chaos

cluster: build ## three nodes, a worker, PostgreSQL, Redis and haproxy in trouble; into docs/measurements.md
	@.ci/prepare cluster
	@go test -tags chaos -count=1 -v -timeout 10m -run 'TestCluster' ./chaos

lighthouse: build prepare ## accessibility, best practices and search engines in points, of the main pages
	@[ -d e2e/lighthouse/node_modules ] || npm ci --prefix e2e/lighthouse --ignore-scripts --no-audit --no-fund --loglevel=error
	@node e2e/lighthouse/run.mjs

scan: build ## sqlmap and wapiti against the demo market, on SQLite and on PostgreSQL
	@.ci/scan
	@go build -o bin/testbed ./infra/testbed
	@bin/testbed .ci/scan

clean: ## remove what was built; ./data stays
	@rm -rf bazaar bin e2e/artifacts e2e/node_modules

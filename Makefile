# Everything a developer runs. Targets with a "##" comment are listed by `make help`.
export CGO_ENABLED = 0

BIN := bin/promisegraph

# Narrow a run with, for example, `make test PKG=./store TESTFLAGS='-run Cursor -v'`.
PKG := ./...
TESTFLAGS :=

# A golangci-lint of this version on PATH is used as it is. Otherwise one is built into the user's cache, once per version of
# it and of Go: a linter older than the compiler does not understand it.
LINT_VERSION := 2.15.0
LINT_ON_PATH := $(if $(findstring version $(LINT_VERSION) ,$(shell golangci-lint version 2>/dev/null)),golangci-lint)
LINT_DIR := $(dir $(shell go env GOCACHE))promisegraph/golangci-lint-$(LINT_VERSION)-$(shell go env GOVERSION)
LINT := $(or $(LINT_ON_PATH),$(LINT_DIR)/golangci-lint)

# The checkers of exports come from PyPI into the user's cache, once per version of their list.
CHECKERS := $(dir $(shell go env GOCACHE))promisegraph/checkers-$(firstword $(shell cksum < .ci/checkers.txt))
PYTHON := python3

# What the API and its schema are held against comes from npm into the user's cache, once per version of its list.
NPM := $(dir $(shell go env GOCACHE))promisegraph/npm-$(firstword $(shell cksum < .ci/npm/package-lock.json))
EXAMPLE := $(dir $(shell go env GOCACHE))promisegraph/example-$(firstword $(shell cksum < examples/typescript/package-lock.json))

# What promisegraph is measured against comes from npm too.
PEER := $(dir $(shell go env GOCACHE))promisegraph/peer-$(firstword $(shell cksum < bench/peer/package-lock.json))

# How many things and ties between two of them the graph of `make bench` has, and flags such as BENCHFLAGS='-only Q1'.
SCALE := 930000
BENCHFLAGS :=

VULN_VERSION := 1.9.0
VULN := $(dir $(shell go env GOCACHE))promisegraph/govulncheck-$(VULN_VERSION)-$(shell go env GOVERSION)/govulncheck

.DEFAULT_GOAL := help

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Go's own cache makes this instant when nothing changed.
.PHONY: build
build: ## build bin/promisegraph
	go build -o $(BIN) ./cmd/promisegraph

.PHONY: demo
demo: build ## serve the seed data from a local Neo4j
	$(BIN) demo

.PHONY: test
test: build ## run all tests against a throw-away Neo4j
	$(BIN) neo4j exec --throwaway -- go test -timeout 30m $(PKG) $(TESTFLAGS)

.PHONY: cover
cover: build ## run all tests and write coverage.out
	$(BIN) neo4j exec --throwaway -- go test -coverpkg=./... -coverprofile=coverage.out -timeout 30m $(PKG) $(TESTFLAGS)
	go tool cover -func=coverage.out | tail -1

.PHONY: generate
generate: ## generate code again
	go generate ./...

.PHONY: check-generated
check-generated: ## fail if generated code is not current
	@state() { git status --porcelain; git diff HEAD; }; \
	before=$$(state | cksum); \
	go generate ./... || exit 1; \
	[ "$$before" = "$$(state | cksum)" ] || { git status --short; echo "generated code was not current; commit what 'make generate' made"; exit 1; }

.PHONY: lint
lint: $(if $(LINT_ON_PATH),,$(LINT)) ## run the linters, with the import rules
	$(LINT) run --allow-parallel-runners ./...

$(LINT_DIR)/golangci-lint:
	@echo "building golangci-lint $(LINT_VERSION) (about 2 minutes, once)"
	GOBIN=$(LINT_DIR) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(LINT_VERSION)

.PHONY: check-exports
check-exports: build $(CHECKERS)/ready ## hold exports against the checkers for BODS and FtM
	$(CHECKERS)/bin/python .ci/check-exports.py $(BIN)

$(CHECKERS)/ready:
	@echo "installing libcovebods and followthemoney (about a minute, once)"
	$(PYTHON) -m venv $(CHECKERS)
	$(CHECKERS)/bin/pip install --quiet --disable-pip-version-check -r .ci/checkers.txt
	@touch $@

.PHONY: check-http
check-http: build npm ## hold the running API against the audits of GraphQL over HTTP
	$(BIN) neo4j exec --throwaway -- node .ci/npm/check-http.mjs $(BIN)

.PHONY: check-embeds
check-embeds: build npm ## hold embeds, structured data and feeds against public validators
	$(BIN) neo4j exec --throwaway -- node .ci/npm/check-embeds.mjs $(BIN)

.PHONY: check-pages
check-pages: build npm ## look at the pages in Chromium: axe-core, widths, themes, languages, keys, exports
	$(BIN) neo4j exec --throwaway -- node .ci/npm/check-pages.mjs $(BIN)

.PHONY: check-schema
check-schema: npm ## hold the schema against the rules of @graphql-eslint
	@cp schema.graphqls .ci/npm && cd .ci/npm && trap 'rm -f schema.graphqls' EXIT && node_modules/.bin/eslint schema.graphqls

.PHONY: check-examples
check-examples: $(EXAMPLE)/ready ## make the typed clients of examples/ anew and compile them
	@cd examples/go && go generate . && go vet . && \
		{ git diff --exit-code --stat -- generated.go || { echo "examples/go/generated.go was not current; commit it"; exit 1; }; }
	@ln -sfn $(EXAMPLE)/node_modules examples/typescript/node_modules
	cd examples/typescript && npm run --silent generate && npm run --silent check

$(EXAMPLE)/ready:
	@echo "installing graphql-codegen from npm (once)"
	@mkdir -p $(EXAMPLE)
	@cp examples/typescript/package.json examples/typescript/package-lock.json $(EXAMPLE)
	npm ci --prefix $(EXAMPLE) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.PHONY: bench
bench: build $(PEER)/ready ## measure side by side with @neo4j/graphql and the bare driver; writes bench/RESULTS.md
	@ln -sfn $(PEER)/node_modules bench/peer/node_modules
	go run ./bench -promisegraph $(BIN) -entities $(SCALE) $(if $(filter 930000,$(SCALE)),,-out '' -rounds 1 -turn 500ms) $(BENCHFLAGS)

$(PEER)/ready:
	@echo "installing @neo4j/graphql and graphql-yoga from npm (once)"
	@mkdir -p $(PEER)
	@cp bench/peer/package.json bench/peer/package-lock.json $(PEER)
	npm ci --prefix $(PEER) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.PHONY: bench-go
bench-go: ## benchmarks of the parts, six times over, for benchstat
	go test -run '^$$' -bench . -benchmem -count 6 ./graph ./server ./server/embed ./ownership ./promise

.PHONY: check-vulnerabilities
check-vulnerabilities: $(VULN) ## look for known vulnerabilities in what is called
	@.ci/check-vulnerabilities $(VULN)

$(VULN):
	GOBIN=$(dir $(VULN)) go install golang.org/x/vuln/cmd/govulncheck@v$(VULN_VERSION)

# So that the scripts find what was installed.
.PHONY: npm
npm: $(NPM)/ready
	@ln -sfn $(NPM)/node_modules .ci/npm/node_modules

$(NPM)/ready:
	@echo "installing the checks from npm (once)"
	@mkdir -p $(NPM)
	@cp .ci/npm/package.json .ci/npm/package-lock.json $(NPM)
	npm ci --prefix $(NPM) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.PHONY: clean
clean: ## remove what was built; keeps the local database
	rm -rf bin coverage.out

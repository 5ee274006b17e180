# Everything a developer runs. Targets with a "##" comment are listed by `make help`.
export CGO_ENABLED = 0

BIN := bin/promisegraph

.DEFAULT_GOAL := help

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Go's own cache makes this instant when nothing changed.
.PHONY: build
build: ## build bin/promisegraph
	go build -trimpath -o $(BIN) ./cmd/promisegraph

.PHONY: demo
demo: build ## serve the seed data from a local Neo4j
	$(BIN) demo

.PHONY: test
test: build ## run all tests against a throw-away Neo4j
	$(BIN) neo4j exec --throwaway -- go test ./...

.PHONY: cover
cover: build ## run all tests and write coverage.out
	$(BIN) neo4j exec --throwaway -- go test -coverpkg=./... -coverprofile=coverage.out ./...
	go tool cover -func=coverage.out | tail -1

.PHONY: generate
generate: ## generate code again
	go generate ./...

.PHONY: clean
clean: ## remove what was built; keeps the local database
	rm -rf bin coverage.out

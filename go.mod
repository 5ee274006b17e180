module github.com/promisegraph/promisegraph

go 1.26.0

require (
	github.com/alecthomas/kong v1.17.0 // indirect
	github.com/neo4j/neo4j-go-driver/v5 v5.28.4 // indirect
)

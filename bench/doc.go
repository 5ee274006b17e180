// Command bench measures promisegraph on a made-up graph, side by side with what a user could pick instead: @neo4j/graphql
// behind graphql-yoga, and the bare driver that runs the very statement promisegraph compiled. All three ask one database, one
// after the other in short turns, so that what else the machine does falls on each alike.
//
//	make bench               the graph of 930,000 entities, which is built once and kept
//	make bench SCALE=9000    a small one, in a couple of minutes
//
// It first checks that peer and promisegraph give the same answers, then writes bench/RESULTS.md.
package main

// Package neo4jlocal runs a Neo4j Community server on this machine, without installing one: as a Java process made of Maven
// packages, or as a Docker container where there is no Java.
//
// Acquire gives the server of an instance folder and keeps its data. Commands that run at the same time share it: each holds
// a lease, and the last one to release it stops the server, unless Start started it. Throwaway gives an empty server of
// one's own and leaves nothing behind.
//
// Who is alive is told by file locks, not by process ids: the server, every lease and every throw-away folder hold one, and
// the kernel drops it when its process dies. That is how a server whose command was killed is found again, and how what a
// killed server left is told from a running one.
package neo4jlocal

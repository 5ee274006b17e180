package neo4jlocal

// Version is the Neo4j release that is downloaded and started, of the 5.26 long-term support line.
const Version = "5.26.30"

const (
	dockerImage      = "neo4j:" + Version + "-community"
	dependencyPlugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"
	downloadSize     = "116 MB"
	oldestJava       = 17
)

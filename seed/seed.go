// Package seed holds the data that a new graph starts with, as plain files,
// and the format of change sets: reading them from YAML, JSON and JSON Lines
// and writing records back. It knows no database.
package seed

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var data embed.FS

// Data is the folder of seed files. Together they are one change set.
func Data() fs.FS { return data }

// Author and reason of the change set that Data makes.
const (
	By  = "promisegraph research"
	Why = "the researched facts a new graph starts with"
)

// Command promisegraph keeps, serves and checks a knowledge graph of what executives promise.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the command line: one field per subcommand, each in a file of its own.
type cli struct {
	Demo        demoCommand        `cmd:"" help:"Start everything: Neo4j, the seed data and the server."`
	Serve       serveCommand       `cmd:"" help:"Serve the API."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the schema of the database up to date."`
	Import      importCommand      `cmd:"" help:"Apply change set files."`
	Export      exportCommand      `cmd:"" help:"Write every record as change set files."`
	Backup      backupCommand      `cmd:"" help:"Write all that is kept into one file, while servers run."`
	Restore     restoreCommand     `cmd:"" help:"Bring a backup into an empty database."`
	Generate    generateCommand    `cmd:"" help:"Write a made-up graph, for measuring and testing."`
	CheckQuotes checkQuotesCommand `cmd:"" help:"Check quotes against the text of their source."`
	Token       tokenCommand       `cmd:"" help:"Make, list and revoke tokens for the API."`
	Account     accountCommand     `cmd:"" help:"List accounts and give them roles."`
	Health      healthCommand      `cmd:"" help:"Ask a running server whether it can answer."`
	Neo4j       neo4jCommand       `cmd:"" name:"neo4j" help:"Run a local Neo4j, without installing one."`

	Verbose bool `short:"v" help:"Log details too."`
}

const description = `An open knowledge graph of what executives promise.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a change set was refused, 4 a quote does not stand in its source;
"neo4j exec" passes on the code of its command.`

// exitCode ends the program with a code and without a message.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:]))
}

func run(ctx context.Context, args []string) int {
	var c cli
	parser := kong.Must(&c, kong.Name("promisegraph"), kong.Description(description), defaults(), kong.BindTo(ctx, (*context.Context)(nil)))
	command, err := parser.Parse(args)
	if err != nil {
		parser.Errorf("%s (see promisegraph --help)", err)
		return 2
	}
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	err = command.Run(log)
	var code exitCode
	switch {
	case errors.As(err, &code):
		return int(code)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

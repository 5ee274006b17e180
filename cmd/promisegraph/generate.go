package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/promisegraph/promisegraph/fiction"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/seed"
)

type generateCommand struct {
	Seed  uint64  `default:"1" help:"Tells one graph from another." placeholder:"N"`
	Scale float64 `default:"1" help:"Size: 1 makes 500,000 records, 2 a million." placeholder:"S"`
	To    string  `help:"File to write to, instead of standard output." placeholder:"FILE"`
}

// Validate checks the flags.
func (c generateCommand) Validate() error {
	if err := c.graph().Check(); err != nil {
		return fmt.Errorf("--scale: %w", err)
	}
	return nil
}

// Help is shown below the usage.
func (generateCommand) Help() string {
	return `Writes a made-up graph as JSON Lines, in the format that import reads, each record after those it refers to. The same seed
and scale give the same bytes. Nobody and nothing in it exists.

At scale 1 there are 20,000 people, 30,000 companies, 40,000 sources, 60,000 promises and 180,000 findings, tied by 120,000
stakes, 30,000 positions, 5,000 events and 14,000 rulings. Counting things and the ties between two of them (who said it, of
whom, what a finding bears on and cites, who holds whom) that makes 930,000.

  promisegraph generate --scale 0.1 | promisegraph import -`
}

func (c generateCommand) graph() fiction.Graph {
	return fiction.Graph{Seed: c.Seed, Scale: c.Scale}
}

// Run writes the graph.
func (c generateCommand) Run() error {
	if c.To == "" {
		return c.write(os.Stdout)
	}
	file, err := os.Create(c.To)
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	if err := c.write(file); err != nil {
		_ = file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return nil
}

func (c generateCommand) write(to io.Writer) error {
	out := bufio.NewWriterSize(to, 1<<16)
	_, _ = fmt.Fprintf(out, `{"by":"promisegraph generate","why":"a made-up graph: seed %d, scale %v"}`+"\n", c.Seed, c.Scale) // Flush tells
	lines := seed.NewLinesWriter(out)
	for r := range c.graph().Records() {
		body, err := journal.Encode(r)
		if err != nil {
			return fmt.Errorf("generate: %w", err)
		}
		if err := lines.Write(r.RecordKind(), body); err != nil {
			return fmt.Errorf("generate: %w", err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return nil
}

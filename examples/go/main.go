// Command example asks promisegraph what became of a promise, with types made
// from its schema by genqlient.
package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/Khan/genqlient/graphql"
)

//go:generate go tool genqlient

func main() {
	if err := run(context.Background(), cmp.Or(os.Getenv("PROMISEGRAPH_URL"), "http://127.0.0.1:8080/graphql"), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, endpoint string, args []string) error {
	id := "tesla-ai-spend-2024"
	if len(args) > 0 {
		id = args[0]
	}
	answer, err := Dossier(ctx, graphql.NewClient(endpoint, http.DefaultClient), id)
	if err != nil {
		return err
	}
	p := answer.Promise
	if p == nil {
		return fmt.Errorf("no promise %s", id)
	}
	fmt.Printf("%s, %s: %s\n%s\n", p.Speaker.GetName(), p.MadeOn, p.Statement, p.Status)
	for _, e := range p.Evidence.Edges {
		fmt.Printf("- %s (%s): %s\n", e.Stance, cmp.Or(e.Node.PublishedOn, "not dated"), e.Node.Summary)
	}
	return nil
}

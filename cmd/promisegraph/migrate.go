package main

import (
	"context"
	"log/slog"
)

type migrateCommand struct {
	database `embed:""`
}

// Run brings the schema up to date. Running it again changes nothing.
func (c migrateCommand) Run(ctx context.Context, log *slog.Logger) error {
	s, release, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	if err := migrate(ctx, s, log); err != nil {
		return err
	}
	log.Info("schema is up to date")
	return nil
}

package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/promisegraph/promisegraph/account"
)

type accountCommand struct {
	List    accountListCommand    `cmd:"" help:"List accounts and their roles."`
	SetRole accountSetRoleCommand `cmd:"" help:"Give an account a role."`
}

type accountListCommand struct {
	database `embed:""`

	JSON bool `name:"json" help:"Print a JSON list."`
}

// toldAccount is an account in JSON.
type toldAccount struct {
	Name    string     `json:"name"`
	Role    string     `json:"role"`
	Issuer  string     `json:"issuer,omitempty"`
	Subject string     `json:"subject,omitempty"`
	Email   string     `json:"email,omitempty"`
	Created *time.Time `json:"created"`
}

// Run lists accounts by name.
func (c accountListCommand) Run(ctx context.Context, log *slog.Logger) error {
	s, release, err := c.openAccounts(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	told := make([]toldAccount, len(accounts))
	rows := make([][]string, len(accounts))
	for i, a := range accounts {
		told[i] = toldAccount{Name: a.Name, Role: string(a.Role), Issuer: a.Issuer, Subject: a.Subject, Email: a.Email, Created: known(a.Created)}
		rows[i] = []string{a.Name, string(a.Role), day(a.Created), a.Email, a.Issuer, a.Subject}
	}
	if c.JSON {
		return writeJSON(os.Stdout, told)
	}
	return writeTable(os.Stdout, []string{"NAME", "ROLE", "CREATED", "EMAIL", "ISSUER", "SUBJECT"}, rows)
}

type accountSetRoleCommand struct {
	database `embed:""`

	Name string `arg:"" help:"The account, as account list shows it." placeholder:"NAME"`
	Role string `arg:"" enum:"reader,contributor,editor,admin" help:"reader, contributor, editor or admin." placeholder:"ROLE"`
}

// Help is shown below the usage.
func (accountSetRoleCommand) Help() string {
	return `Running servers follow within a few seconds. Tokens of the account are never more than the account is.

Who signs in by OpenID chooses their name there. Before giving a role look at the e-mail address or subject in account list.`
}

// Run gives an account a role.
func (c accountSetRoleCommand) Run(ctx context.Context, log *slog.Logger) error {
	s, release, err := c.openAccounts(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	a, err := s.SetRole(ctx, c.Name, account.Role(c.Role))
	if err != nil {
		return fmt.Errorf("%q: %w", c.Name, err)
	}
	fmt.Fprintf(os.Stderr, "%q is %s.\n", a.Name, a.Role)
	return nil
}

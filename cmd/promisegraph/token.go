package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/store"
)

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token and print its secret, once."`
	List   tokenListCommand   `cmd:"" help:"List tokens."`
	Revoke tokenRevokeCommand `cmd:"" help:"Take a token or session back."`
}

type tokenCreateCommand struct {
	database `embed:""`

	Role    string   `required:"" enum:"reader,contributor,editor,admin" help:"What the token is: reader, contributor, editor or admin." placeholder:"ROLE"`
	Name    string   `help:"What the token is for; the role when left out." placeholder:"NAME"`
	Owner   string   `help:"The account it acts for, which the journal names; made with the role when there is none. The name when left out." placeholder:"NAME"`
	Scope   []string `help:"Permissions to narrow it to: propose, tokens, apply, review, rule, administer. All of the role when left out." placeholder:"PERMISSION"`
	Expires lifetime `default:"90d" help:"After how long it ends, like 12h or 90d, or never (${default})." placeholder:"TIME"`
	JSON    bool     `name:"json" help:"Print all of it as JSON."`
}

// Help is shown below the usage.
func (tokenCreateCommand) Help() string {
	return `Works on the database itself, without a server: whoever can reach the database can make tokens. This is how the first
admin comes to be:

  promisegraph token create --role admin --owner "Ann Weber" --name laptop

The secret goes to standard output and is kept nowhere.`
}

// Run makes a token.
func (c tokenCreateCommand) Run(ctx context.Context, log *slog.Logger) error {
	now := time.Now()
	wish := account.Wish{Name: c.Name, Owner: c.Owner, Role: account.Role(c.Role), Expires: c.Expires.from(now)}
	if wish.Name == "" {
		wish.Name = c.Role
	}
	if wish.Owner == "" {
		wish.Owner = wish.Name
	}
	for _, scope := range c.Scope {
		wish.Scopes = append(wish.Scopes, account.Permission(scope))
	}
	if err := wish.Check(now); err != nil {
		return err
	}
	s, release, err := c.openAccounts(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	owner, err := s.Account(ctx, wish.Owner)
	if errors.Is(err, account.ErrNoAccount) {
		owner = account.Account{Name: wish.Owner, Role: wish.Role, Created: now}
		err = s.AddAccount(ctx, owner)
	}
	if err != nil {
		return err
	}
	if !owner.Role.AtLeast(wish.Role) {
		return fmt.Errorf("%q is %s, so a token of that account cannot be %s; first: promisegraph account set-role %q %s", owner.Name, owner.Role, wish.Role, owner.Name, wish.Role)
	}
	wish.Owner = owner.Name
	token, secret := account.Make(account.ForProgram, wish, now)
	if err := s.AddToken(ctx, token); err != nil {
		return err
	}
	if c.JSON {
		out := tellToken(token, now)
		out.Secret = secret
		return writeJSON(os.Stdout, out)
	}
	fmt.Fprintf(os.Stderr, "Token %s of %q, %s, %s. Keep the secret: it is shown only now.\n", token.ID, token.Owner, token.Role, until(token.Expires))
	_, err = fmt.Println(secret)
	return err
}

type tokenListCommand struct {
	database `embed:""`

	Owner    string `help:"Only those of this account." placeholder:"NAME"`
	Sessions bool   `help:"List sessions of browsers instead."`
	JSON     bool   `name:"json" help:"Print a JSON list."`
}

// Run lists tokens, the newest first.
func (c tokenListCommand) Run(ctx context.Context, log *slog.Logger) error {
	s, release, err := c.openAccounts(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	kind := account.ForProgram
	if c.Sessions {
		kind = account.ForBrowser
	}
	tokens, err := s.Tokens(ctx, kind, c.Owner)
	if err != nil {
		return err
	}
	now := time.Now()
	told := make([]toldToken, len(tokens))
	rows := make([][]string, len(tokens))
	for i, t := range tokens {
		told[i] = tellToken(t, now)
		rows[i] = []string{t.ID, t.Owner, t.Name, string(t.Role), strings.Join(told[i].Scopes, ","), told[i].State, day(t.Created), day(t.Expires), day(t.Used)}
	}
	if c.JSON {
		return writeJSON(os.Stdout, told)
	}
	return writeTable(os.Stdout, []string{"ID", "OWNER", "NAME", "ROLE", "SCOPES", "STATE", "CREATED", "EXPIRES", "USED"}, rows)
}

type tokenRevokeCommand struct {
	database `embed:""`

	ID []string `arg:"" optional:"" help:"Ids of tokens or sessions, as token list shows them." placeholder:"ID"`
	Of string   `help:"All tokens and sessions of this account." placeholder:"NAME"`
}

// Validate checks the arguments.
func (c tokenRevokeCommand) Validate() error {
	if (len(c.ID) == 0) == (c.Of == "") {
		return errors.New("name the ids of tokens, or an account with --of")
	}
	return nil
}

// Help is shown below the usage.
func (tokenRevokeCommand) Help() string {
	return "Running servers take no revoked token for longer than a few seconds. Sessions that were begun with a token end with it."
}

// Run takes tokens back.
func (c tokenRevokeCommand) Run(ctx context.Context, log *slog.Logger) error {
	s, release, err := c.openAccounts(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	ids := c.ID
	if c.Of != "" {
		owner, err := s.Account(ctx, c.Of)
		if err != nil {
			return fmt.Errorf("%q: %w", c.Of, err)
		}
		for _, kind := range []account.Kind{account.ForProgram, account.ForBrowser} {
			tokens, err := s.Tokens(ctx, kind, owner.Name)
			if err != nil {
				return err
			}
			for _, t := range tokens {
				if t.Check(time.Now()) == nil {
					ids = append(ids, t.ID)
				}
			}
		}
	}
	for _, id := range ids {
		t, err := s.RevokeToken(ctx, id, time.Now())
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		fmt.Fprintf(os.Stderr, "Revoked %s of %q (%s).\n", t.ID, t.Owner, t.Name)
	}
	return nil
}

// openAccounts opens a store whose database knows of accounts.
func (d database) openAccounts(ctx context.Context, log *slog.Logger) (*store.Store, func(), error) {
	s, release, err := d.open(ctx, log)
	if err != nil {
		return nil, nil, err
	}
	if err := s.Migrated(ctx); err != nil {
		release()
		return nil, nil, err
	}
	return s, release, nil
}

// lifetime is a time from now, with days; zero is without end.
type lifetime time.Duration

// UnmarshalText reads 90d, 12h30m or never.
func (l *lifetime) UnmarshalText(text []byte) error {
	given := string(text)
	if given == "never" {
		*l = 0
		return nil
	}
	d, err := time.ParseDuration(given)
	if days, ok := strings.CutSuffix(given, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		d = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || d <= 0 {
		return fmt.Errorf("%q is no time: give hours or days like 12h or 90d, or never", given)
	}
	*l = lifetime(d)
	return nil
}

// from is the end of a lifetime that begins now; zero without end.
func (l lifetime) from(now time.Time) time.Time {
	if l == 0 {
		return time.Time{}
	}
	return now.Add(time.Duration(l))
}

// toldToken is a token in JSON.
type toldToken struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Owner   string     `json:"owner"`
	Role    string     `json:"role"`
	Scopes  []string   `json:"scopes"`
	State   string     `json:"state"`
	Created *time.Time `json:"created"`
	Expires *time.Time `json:"expires"`
	Revoked *time.Time `json:"revoked"`
	Used    *time.Time `json:"used"`
	Secret  string     `json:"secret,omitempty"`
}

func tellToken(t account.Token, now time.Time) toldToken {
	state := "good"
	switch err := t.Check(now); {
	case errors.Is(err, account.ErrRevoked):
		state = "revoked"
	case errors.Is(err, account.ErrExpired):
		state = "expired"
	}
	scopes := make([]string, len(t.Scopes))
	for i, p := range t.Scopes {
		scopes[i] = string(p)
	}
	return toldToken{
		ID: t.ID, Name: t.Name, Owner: t.Owner, Role: string(t.Role), Scopes: scopes, State: state,
		Created: known(t.Created), Expires: known(t.Expires), Revoked: known(t.Revoked), Used: known(t.Used),
	}
}

// known is a time, or nothing for the zero time.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func until(t time.Time) string {
	if t.IsZero() {
		return "without end"
	}
	return "until " + day(t) + " UTC"
}

func writeJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// writeTable aligns rows below a head.
func writeTable(w io.Writer, head []string, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{head}, rows...) {
		fmt.Fprintln(t, strings.Join(row, "\t"))
	}
	return t.Flush()
}

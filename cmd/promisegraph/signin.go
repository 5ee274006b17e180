package main

import (
	"errors"
	"os"

	"github.com/promisegraph/promisegraph/server/access"
)

// signIn are the flags that say where people can sign in besides with tokens.
type signIn struct {
	OIDCIssuer   string `group:"Signing in:" name:"oidc-issuer" env:"PROMISEGRAPH_OIDC_ISSUER" help:"OpenID Connect issuer where people sign in, and whose tokens the API takes, like https://id.example.org. The secret of the client is taken from PROMISEGRAPH_OIDC_CLIENT_SECRET." placeholder:"URL"`
	OIDCClientID string `group:"Signing in:" name:"oidc-client-id" env:"PROMISEGRAPH_OIDC_CLIENT_ID" help:"What the issuer knows this server by. It sends people back to /account/openid/callback." placeholder:"ID"`
	OIDCAudience string `group:"Signing in:" name:"oidc-audience" env:"PROMISEGRAPH_OIDC_AUDIENCE" help:"Whom the issuer's tokens for the API must be for; the client id when left out." placeholder:"NAME"`
}

// oidcSecret is where the client's secret is; a flag could be seen by all who
// list processes.
const oidcSecret = "PROMISEGRAPH_OIDC_CLIENT_SECRET"

// openID is the issuer of the flags; nil without one.
func (s signIn) openID() (*access.OpenID, error) {
	if s.OIDCIssuer == "" {
		if s.OIDCClientID != "" || s.OIDCAudience != "" {
			return nil, errors.New("--oidc-client-id and --oidc-audience need --oidc-issuer")
		}
		return nil, nil
	}
	o := &access.OpenID{Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: os.Getenv(oidcSecret), Audience: s.OIDCAudience}
	return o, o.Check()
}

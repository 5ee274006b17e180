package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/server/embed"
)

// edge are the flags that say who may ask what, and how much of it.
type edge struct {
	Timeout    time.Duration `env:"PROMISEGRAPH_TIMEOUT" default:"10s" help:"Time for an answer." placeholder:"DURATION"`
	Objections time.Duration `env:"PROMISEGRAPH_OBJECTIONS" default:"48h" help:"How long objections to a proposed verdict are waited for (${default})." placeholder:"DURATION"`

	CacheBytes int `env:"PROMISEGRAPH_CACHE_BYTES" default:"67108864" help:"Memory for whole answers, given again while they are current, and a quarter more for embeds; 0 keeps none (${default})." placeholder:"N"`

	AccessLog    bool   `group:"Seen from outside:" default:"true" negatable:"" help:"Log each operation: name, document, cost, statements, time. Those answered from memory with --verbose only."`
	MetricsAddr  string `group:"Seen from outside:" env:"PROMISEGRAPH_METRICS_ADDR" help:"Address for /metrics alone. Without it /metrics is at the server's own when open, and nowhere when locked." placeholder:"HOST:PORT"`
	OTLPEndpoint string `group:"Seen from outside:" name:"otlp-endpoint" env:"OTEL_EXPORTER_OTLP_ENDPOINT" help:"Collector of OpenTelemetry traces, like http://127.0.0.1:4318; without it nothing is traced." placeholder:"URL"`

	Profile       string         `group:"Profile:" env:"PROMISEGRAPH_PROFILE" enum:"open,locked" default:"open" help:"Whom the server is for: open (research: any question from anywhere) or locked (one site: trusted documents only, from its own pages, without introspection, suggestions and GraphiQL)."`
	Introspection *bool          `group:"Profile:" negatable:"" help:"Let clients ask for the schema, whatever the profile."`
	Suggestions   *bool          `group:"Profile:" negatable:"" help:"Tell in errors which names may have been meant, whatever the profile."`
	Explorer      *bool          `group:"Profile:" negatable:"" help:"Serve GraphiQL, whatever the profile."`
	CORSOrigin    []string       `group:"Profile:" env:"PROMISEGRAPH_CORS_ORIGIN" help:"Sites whose pages may ask from a browser, like https://example.org; * is any; none is none. Without it: any when open, none when locked." placeholder:"ORIGIN"`
	Trusted       string         `group:"Profile:" name:"trusted-documents" env:"PROMISEGRAPH_TRUSTED_DOCUMENTS" type:"existingfile" help:"JSON file of documents by id or SHA-256, as graphql-codegen and Relay write it." placeholder:"FILE"`
	TrustedProxy  []netip.Prefix `group:"Profile:" env:"PROMISEGRAPH_TRUSTED_PROXY" help:"Networks of proxies whose X-Forwarded-For tells the client, like 10.0.0.0/8." placeholder:"PREFIX"`

	URL          string `group:"Site:" name:"url" env:"PROMISEGRAPH_URL" help:"Public address of the server, for links, like https://example.org. Without it, links lead to where a request was sent." placeholder:"URL"`
	Publisher    string `group:"Site:" env:"PROMISEGRAPH_PUBLISHER" help:"Organisation that stands for the verdicts: pages then carry ClaimReview for search engines." placeholder:"NAME"`
	PublisherURL string `group:"Site:" name:"publisher-url" env:"PROMISEGRAPH_PUBLISHER_URL" help:"Home page of that organisation." placeholder:"URL"`
	Contact      string `group:"Site:" env:"PROMISEGRAPH_CONTACT" help:"Whom objections to the data go to, for the page about the data." placeholder:"ADDRESS"`

	signIn `embed:""`

	MaxBody       int           `group:"Limits (0 is none):" default:"262144" help:"Bytes of a request (${default})." placeholder:"N"`
	MaxTokens     int           `group:"Limits (0 is none):" default:"2000" help:"Names, values and signs of a document (${default})." placeholder:"N"`
	MaxDepth      int           `group:"Limits (0 is none):" default:"40" help:"Fields below each other (${default})." placeholder:"N"`
	MaxLists      int           `group:"Limits (0 is none):" default:"12" help:"Lists below each other (${default})." placeholder:"N"`
	MaxFields     int           `group:"Limits (0 is none):" default:"3000" help:"Fields of an operation, fragments written out (${default})." placeholder:"N"`
	MaxAliases    int           `group:"Limits (0 is none):" default:"100" help:"Fields under another name (${default})." placeholder:"N"`
	MaxDirectives int           `group:"Limits (0 is none):" default:"50" help:"Directives of an operation (${default})." placeholder:"N"`
	MaxObjects    int           `group:"Limits (0 is none):" default:"500000" help:"Objects that an operation could return (${default})." placeholder:"N"`
	MaxErrors     int           `group:"Limits (0 is none):" default:"5" help:"Faults told of one document (${default})." placeholder:"N"`
	MaxChecking   time.Duration `group:"Limits (0 is none):" default:"100ms" help:"Time to hold a document against the schema (${default})." placeholder:"DURATION"`
	MaxConcurrent int           `group:"Limits (0 is none):" default:"256" help:"Operations executed at the same time; more are refused. At least 1 (${default})." placeholder:"N"`
	MaxSockets    int           `group:"Limits (0 is none):" default:"1000" help:"WebSockets open at the same time; 0 allows none (${default})." placeholder:"N"`
	Budget        int           `group:"Limits (0 is none):" env:"PROMISEGRAPH_BUDGET" default:"12000" help:"Points each client can spend in a minute: one for each request, and one for each further hundred objects it could return (${default})." placeholder:"N"`
}

// config is what the flags make of a server.
func (e edge) config() (server.Config, error) {
	cfg := server.Config{
		Timeout: e.Timeout, Objections: e.Objections, Profile: server.Open, Proxies: e.TrustedProxy, CacheBytes: e.CacheBytes, Limits: server.DefaultLimits,
	}
	if e.Profile == "locked" {
		cfg.Profile = server.Locked
	}
	for _, choice := range []struct{ flag, of *bool }{{e.Introspection, &cfg.Introspection}, {e.Suggestions, &cfg.Suggestions}, {e.Explorer, &cfg.Explorer}} {
		if choice.flag != nil {
			*choice.of = *choice.flag
		}
	}
	switch {
	case len(e.CORSOrigin) == 1 && e.CORSOrigin[0] == "none":
		cfg.Origins = nil
	case len(e.CORSOrigin) > 0:
		cfg.Origins = e.CORSOrigin
	}
	if e.MaxBody < 1 || e.MaxConcurrent < 1 {
		return cfg, fmt.Errorf("--max-body and --max-concurrent must be at least 1")
	}
	cfg.Quiet = !e.AccessLog
	cfg.Metrics = e.MetricsAddr == "" && e.Profile == "open"
	cfg.Limits.Body, cfg.Limits.Concurrent, cfg.Limits.Sockets, cfg.Limits.Points = e.MaxBody, e.MaxConcurrent, e.MaxSockets, e.Budget
	doc := &cfg.Limits.Document
	doc.Tokens, doc.Depth, doc.Lists, doc.Fields, doc.Aliases = e.MaxTokens, e.MaxDepth, e.MaxLists, e.MaxFields, e.MaxAliases
	doc.Directives, doc.Objects, doc.Errors, doc.Time = e.MaxDirectives, e.MaxObjects, e.MaxErrors, e.MaxChecking
	if err := e.site(&cfg); err != nil {
		return cfg, err
	}
	var err error
	if cfg.OpenID, err = e.openID(); err != nil {
		return cfg, err
	}
	cfg.Trusted, err = readTrusted(e.Trusted)
	return cfg, err
}

// site reads who the server is for its readers.
func (e edge) site(cfg *server.Config) error {
	if e.URL != "" {
		u, err := url.Parse(e.URL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return fmt.Errorf("--url: %q is not the address of a server: use https://example.org", e.URL)
		}
		cfg.Base = strings.TrimSuffix(e.URL, "/")
	}
	cfg.Contact = e.Contact
	if (e.Publisher == "") != (e.PublisherURL == "") {
		return errors.New("--publisher and --publisher-url belong together: give both or neither")
	}
	if e.Publisher != "" {
		cfg.Publisher = &embed.Publisher{Name: e.Publisher, URL: e.PublisherURL}
	}
	return nil
}

// readTrusted reads documents by id from a JSON file.
func readTrusted(name string) (map[string]string, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read trusted documents: %w", err)
	}
	var documents map[string]string
	if err := json.Unmarshal(text, &documents); err != nil {
		return nil, fmt.Errorf("read trusted documents of %s: it must be one object of texts by id: %w", name, err)
	}
	return documents, nil
}

package server

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClientOf(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, c := range []struct {
		remote    string
		forwarded []string
		proxies   []netip.Prefix
		want      string
	}{
		{"192.0.2.1:5", nil, nil, "192.0.2.1"},
		{"192.0.2.1:5", []string{"203.0.113.9"}, nil, "192.0.2.1"},
		{"192.0.2.1:5", []string{"203.0.113.9"}, proxies, "192.0.2.1"}, // not from a proxy
		{"10.0.0.2:5", []string{"203.0.113.9"}, proxies, "203.0.113.9"},
		{"10.0.0.2:5", []string{"198.51.100.1, 203.0.113.9"}, proxies, "203.0.113.9"}, // the first is made up
		{"10.0.0.2:5", []string{"198.51.100.1, 203.0.113.9", "10.1.1.1"}, proxies, "203.0.113.9"},
		{"10.0.0.2:5", []string{"nonsense"}, proxies, "10.0.0.2"},
		{"10.0.0.2:5", nil, proxies, "10.0.0.2"},
		{"[::1]:5", []string{"2001:db8::1"}, proxies, "2001:db8::1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		r.Header["X-Forwarded-For"] = c.forwarded
		if got := clientOf(r, c.proxies); got.String() != c.want {
			t.Errorf("%s %v: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

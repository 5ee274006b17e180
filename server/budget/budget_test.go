package budget

import (
	"net/netip"
	"testing"
	"time"
)

func TestBudget(t *testing.T) {
	at := time.Unix(1000, 0)
	b := New(600, func() time.Time { return at }) // ten a second
	one, two := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	for i, c := range []struct {
		after  time.Duration
		client netip.Addr
		points int
		want   State
	}{
		{0, one, 100, State{Granted: true, Left: 500}},
		{0, one, 500, State{Granted: true, Left: 0}},
		{0, one, 1, State{Wait: time.Second}},
		{0, one, 25, State{Wait: 3 * time.Second}},
		{0, two, 600, State{Granted: true, Left: 0}}, // others have their own
		{time.Second, one, 10, State{Granted: true, Left: 0}},
		{time.Hour, one, 1, State{Granted: true, Left: 599}},      // no more than a full account
		{0, one, 10_000, State{Left: 599, Wait: time.Second}},     // more than there ever is
		{time.Second, one, 10_000, State{Granted: true, Left: 0}}, // counts as all
	} {
		at = at.Add(c.after)
		if got := b.Take(c.client, c.points); got != c.want {
			t.Errorf("%d: %+v, want %+v", i, got, c.want)
		}
	}
	if got := b.Header(State{Left: 450}); got != `"points";r=450;t=15` || b.Policy() != `"points";q=600;w=60` {
		t.Errorf("%s %s", got, b.Policy())
	}
}

// TestClients checks that addresses which belong to one client share an
// account, and that many clients do not fill the memory.
func TestClients(t *testing.T) {
	at := time.Unix(1000, 0)
	b := New(60, func() time.Time { return at })
	for _, same := range [][2]string{{"2001:db8::1", "2001:db8::ffff"}, {"192.0.2.7", "::ffff:192.0.2.7"}, {"fe80::1%eth0", "fe80::1%eth1"}} {
		b.Take(netip.MustParseAddr(same[0]), 60)
		if b.Take(netip.MustParseAddr(same[1]), 1).Granted {
			t.Errorf("%s and %s have two accounts", same[0], same[1])
		}
	}
	if !b.Take(netip.MustParseAddr("2001:db8:0:1::1"), 60).Granted {
		t.Error("two networks share an account")
	}
	for i := range 3 * clients {
		b.Take(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 1)
	}
	b.accounts.CleanUp()
	if n := b.accounts.EstimatedSize(); n > clients {
		t.Errorf("%d accounts are kept", n)
	}
}

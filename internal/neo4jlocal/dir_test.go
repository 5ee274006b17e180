package neo4jlocal

import (
	"os"
	"slices"
	"testing"
	"time"
)

func newDir(t *testing.T) dir {
	t.Helper()
	d, err := openDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestStateIsReadBackAndDamageCountsAsNone(t *testing.T) {
	d := newDir(t)
	if st, err := d.readState(); st != nil || err != nil {
		t.Fatalf("new folder: %v, %v", st, err)
	}
	want := state{URI: "bolt://127.0.0.1:1", Port: 1, Version: Version, Started: time.Unix(0, 0).UTC(), Kept: true, Container: "c"}
	if err := d.writeState(want); err != nil {
		t.Fatal(err)
	}
	if got, err := d.readState(); err != nil || *got != want {
		t.Errorf("got %v, %v", got, err)
	}
	if err := os.WriteFile(d.path("state.json"), []byte(`{"uri": "bo`), 0o600); err != nil {
		t.Fatal(err)
	}
	if st, err := d.readState(); st != nil || err != nil {
		t.Errorf("damaged: %v, %v", st, err)
	}
	d.removeState()
	if st, err := d.readState(); st != nil || err != nil {
		t.Errorf("removed: %v, %v", st, err)
	}
}

func TestLeasesCountOnlyTheLiving(t *testing.T) {
	d := newDir(t)
	me := os.Getpid()
	first, err := d.takeLease()
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.takeLease()
	if err != nil {
		t.Fatal(err)
	}
	// A lease whose lock nobody holds: its process is dead, even if another has its id now.
	dead := d.path("leases", "1-DEAD")
	if err := os.WriteFile(dead, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	expect := func(want ...int) {
		t.Helper()
		if got, err := d.users(); err != nil || !slices.Equal(got, want) {
			t.Errorf("users %v, %v; want %v", got, err, want)
		}
	}
	expect(me, me)
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("the dead lease is still there: %v", err)
	}
	first.giveBack()
	expect(me)
	second.giveBack()
	expect()
}

func TestStaleStateIsNoRunningServer(t *testing.T) {
	d := newDir(t)
	if err := d.writeState(state{URI: "bolt://127.0.0.1:1", Port: 1}); err != nil {
		t.Fatal(err)
	}
	// The process id of a dead server may belong to somebody else: here to init.
	if err := os.WriteFile(d.path("server.pid"), []byte("1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := Options{Dir: string(d)}
	if st, err := Inspect(t.Context(), o); err != nil || st.Running {
		t.Errorf("got %v, %v", st, err)
	}
	if err := Stop(t.Context(), o, false); err != nil {
		t.Error(err)
	}
	if st, _ := d.readState(); st != nil {
		t.Error("Stop left the stale state")
	}
}

func TestInspectMakesNoFolder(t *testing.T) {
	name := t.TempDir() + "/none"
	st, err := Inspect(t.Context(), Options{Dir: name})
	if err != nil || st.Running || st.Dir != name {
		t.Errorf("got %v, %v", st, err)
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("the folder exists: %v", err)
	}
}

package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/archive"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/store"
)

// reading opens a backup that is held in memory.
func reading(file []byte) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }
}

// whole is everything in the database but what a backup leaves out, and the
// times of migrations.
func (l ledger) whole(t *testing.T) string {
	t.Helper()
	return l.lines(t, "NOT n:Migration AND NOT (n:Token AND n.kind = 'session')", nil)
}

// history fills a database with all that a backup keeps: records, changes of
// them, proposals in several states, accounts, tokens, a session.
func (l ledger) history(t *testing.T) {
	t.Helper()
	set := sample(t, 20, "cnbc-orig", "tesla-h100-count-2024-ruling", "h100-diversion-2023")
	l.apply(t, set)
	records := map[string]journal.Record{}
	for _, e := range set.Entries {
		records[e.ID] = e.Record
	}
	memo := *records["cnbc-orig"].(*promise.Source)
	memo.PublishedOn, memo.ReportsOn = "2024-07-01", nil
	l.apply(t, corrects(&memo))
	l.apply(t, retracts("tesla-h100-count-2024-ruling", "h100-diversion-2023"))
	if err := l.AddAccount(t.Context(), account.Account{Name: "Ann Ünal", Role: account.Editor, Created: time.Now()}); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []account.Kind{account.ForProgram, account.ForBrowser} {
		_, secret := account.NewSecret(kind)
		token := account.Token{Secret: secret, Name: "laptop", Owner: "Ann Ünal", Role: account.Editor, Created: time.Now(), Expires: time.Now().Add(time.Hour),
			Scopes: []account.Permission{account.Propose, account.Apply}}
		if err := l.AddToken(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range []string{"open", "accepted"} {
		set := creates(source("proposed-" + name))
		set.By, set.Why = "Bob", "seen"
		p, err := l.Propose(t.Context(), journal.Proposal{By: "Bob", At: time.Now(), Set: set})
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			continue
		}
		_, _, err = l.Decide(t.Context(), p.ID, func(p journal.Proposal) (journal.Proposal, error) {
			p.State, p.DecidedBy, p.DecidedAt = journal.Accepted, "Ann Ünal", time.Now()
			return p, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A backup that is made while others write is of one revision, and an empty
// database into which it is restored is the same to the last property. When
// that is broken off it goes on, and nothing else is written before it ends.
func TestABackupRestoresWhatWasThere(t *testing.T) {
	l := openLedger(t)
	l.history(t)
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	begun := make(chan bool, 2)
	for i := range 2 {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				set := creates(source(fmt.Sprintf("w%d-%d", i, n)), person(fmt.Sprintf("p%d-%d", i, n), "Ann", fmt.Sprintf("w%d-%d", i, n)))
				if _, err := l.Apply(context.WithoutCancel(ctx), set, nil); err != nil {
					t.Error(err)
					return
				}
				if n == 0 {
					begun <- true
				}
			}
		})
	}
	<-begun
	<-begun
	var file bytes.Buffer
	told := 0
	head, tally, err := l.Backup(t.Context(), &file, func(done, _ int) { told = done })
	stop()
	writers.Wait()
	if err != nil {
		t.Fatal(err)
	}
	now := l.revision(t)
	if head.Revision < 4 || now <= head.Revision || told != int(head.Revision) || tally.Counts["change"] != head.Revision || tally.Counts["proposal"] != 2 || tally.Counts["token"] != 1 {
		t.Errorf("a backup of revision %d, made before %d, with %s; %d changes were told", head.Revision, now, tally, told)
	}

	l.Wipe(t)
	if _, _, err := l.Restore(t.Context(), reading(file.Bytes()), nil); err != nil {
		t.Fatal(err)
	}
	want, export := l.whole(t), l.export(t, "jsonl")
	if now := l.revision(t); now != head.Revision {
		t.Errorf("revision %d became %d", head.Revision, now)
	}
	if n := l.value(t, "MATCH (c:Change)-[:MADE]->(v) WITH c, count(v) AS n WHERE n <> c.size RETURN count(c)"); n != int64(0) {
		t.Errorf("%v changes are not whole", n)
	}
	if _, _, err := l.Restore(t.Context(), reading(file.Bytes()), nil); !errors.Is(err, store.ErrNotEmpty) || !strings.Contains(err.Error(), "records") {
		t.Errorf("into a database with records: %v", err)
	}
	if applied, err := l.Apply(t.Context(), creates(source("after")), nil); err != nil || applied.Revision != head.Revision+1 {
		t.Errorf("the next change: %+v, %v", applied, err)
	}

	l.Wipe(t)
	ctx, stop = context.WithCancel(t.Context())
	_, _, err = l.Restore(ctx, reading(file.Bytes()), func(done, _ int) {
		if done == 3 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := l.Migrated(t.Context()); !errors.Is(err, store.ErrRestoring) {
		t.Errorf("half a restore passes for whole: %v", err)
	}
	if _, err := l.Apply(t.Context(), creates(source("between")), nil); !errors.Is(err, store.ErrRestoring) {
		t.Errorf("a change in the middle of a restore: %v", err)
	}
	if _, _, err := l.Backup(t.Context(), io.Discard, nil); !errors.Is(err, store.ErrRestoring) {
		t.Errorf("a backup of half a restore: %v", err)
	}
	var other bytes.Buffer
	if w, err := archive.NewWriter(&other, archive.Head{}); err != nil {
		t.Fatal(err)
	} else if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.Restore(t.Context(), reading(other.Bytes()), nil); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("another backup on top of half a restore: %v", err)
	}
	if _, _, err := l.Restore(t.Context(), reading(file.Bytes()), nil); err != nil {
		t.Fatal(err)
	}
	if err := l.Migrated(t.Context()); err != nil {
		t.Error(err)
	}
	sameLines(t, "the restore that was broken off", l.whole(t), want)
	if !bytes.Equal(l.export(t, "jsonl"), export) {
		t.Error("the exports differ")
	}
}

// What is restored is what was there, with nobody writing: the whole graph,
// and the exports byte by byte. A backup of it has the same lines again.
func TestABackupIsComplete(t *testing.T) {
	l := openLedger(t)
	l.history(t)
	want, export := l.whole(t), l.export(t, "yaml")
	var file, again bytes.Buffer
	_, first, err := l.Backup(t.Context(), &file, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.Wipe(t)
	for n, damage := range map[string][]byte{"cut off": file.Bytes()[:file.Len()/2], "empty": nil, "text": []byte("by: Ann")} {
		if _, _, err := l.Restore(t.Context(), reading(damage), nil); !errors.Is(err, archive.ErrNotWhole) {
			t.Errorf("%s: %v", n, err)
		}
	}
	if n := l.value(t, "MATCH (n) WHERE NOT n:Migration RETURN count(n)"); n != int64(0) {
		t.Errorf("a refused backup left %v nodes", n)
	}
	if _, _, err := l.Restore(t.Context(), reading(file.Bytes()), nil); err != nil {
		t.Fatal(err)
	}
	sameLines(t, "the restored database", l.whole(t), want)
	if !bytes.Equal(l.export(t, "yaml"), export) {
		t.Error("the exports differ")
	}
	_, second, err := l.Backup(t.Context(), &again, nil)
	if err != nil || second.Counts["version"] != first.Counts["version"] {
		t.Errorf("%s, then %s, %v", first, second, err)
	}
	// The secret of no token is in it.
	zip, err := gzip.NewReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(zip); err != nil || bytes.Contains(text, []byte(`"kind":"session"`)) {
		t.Errorf("a session is in the backup; %v", err)
	}
	l.Wipe(t)
	if err := l.AddAccount(t.Context(), account.Account{Name: "Eve", Role: account.Reader, Created: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.Restore(t.Context(), reading(again.Bytes()), nil); !errors.Is(err, store.ErrNotEmpty) || !strings.Contains(err.Error(), "1 accounts") {
		t.Errorf("into a database with an account: %v", err)
	}
}

// What changed since a revision, applied to a copy of the graph at that
// revision, makes it what the graph is now.
func TestExportSince(t *testing.T) {
	l := openLedger(t)
	l.apply(t, creates(source("a"), source("b"), source("c"), person("ann", "Ann", "a")))
	early := l.export(t, "jsonl")
	b := source("b")
	b.Title = "Other"
	l.apply(t, corrects(b))
	l.apply(t, creates(source("brief"), source("d"), person("bob", "Bob", "d")))
	b.Title = "Third"
	l.apply(t, together(corrects(b), retracts("brief", "c")))
	late := l.export(t, "jsonl")
	since := func(revision int64) (set journal.ChangeSet) {
		t.Helper()
		upTo, err := l.ExportSince(t.Context(), revision, func(e journal.Entry, kind fact.Kind) error {
			if e.Op != journal.Retract {
				var err error
				if e.Record, err = journal.Decode(kind, e.Body); err != nil {
					return err
				}
			}
			set.Entries = append(set.Entries, e)
			return nil
		})
		if err != nil || upTo != l.revision(t) {
			t.Errorf("up to %d, %v", upTo, err)
		}
		set.By, set.Why = "test", "since"
		return set
	}
	changed, everything := since(1), since(0)
	if len(changed.Entries) != 4 || len(since(4).Entries) != 0 {
		t.Errorf("%+v", changed.Entries)
	}
	l.Wipe(t)
	l.apply(t, creates(source("a"), source("b"), source("c"), person("ann", "Ann", "a")))
	if !bytes.Equal(l.export(t, "jsonl"), early) {
		t.Fatal("the copy differs")
	}
	l.apply(t, changed)
	if got := l.export(t, "jsonl"); !bytes.Equal(got, late) {
		t.Errorf("%s\nwant\n%s", got, late)
	}
	l.Wipe(t)
	l.apply(t, everything)
	if got := l.export(t, "jsonl"); !bytes.Equal(got, late) {
		t.Errorf("from the beginning: %s\nwant\n%s", got, late)
	}
}

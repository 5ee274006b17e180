package jsonline

import (
	"fmt"
	"testing"
)

func TestDecoder(t *testing.T) {
	d, err := New([]byte("{\n\"a\": [1,\n\n true]}"), 7)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for {
		token, err := d.Next()
		if err != nil {
			break
		}
		got += fmt.Sprintf("%v@%d ", token, d.Line())
	}
	if want := "{@7 a@8 [@8 1@8 true@10 ]@10 }@10 "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNewTellsTheLine(t *testing.T) {
	for text, want := range map[string]int{"{\n\"a\"\n:,}": 5, "{\n\"a\": \"\xff\"}": 4, "": 3, "1\n2": 4, "\n\n[": 5} {
		d, err := New([]byte(text), 3)
		if err == nil || d.Line() != want {
			t.Errorf("%q: line %d, %v; want an error in line %d", text, d.Line(), err, want)
		}
	}
}

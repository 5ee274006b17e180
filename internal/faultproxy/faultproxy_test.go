package faultproxy

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"testing"
	"time"
)

// echo sends back each line it gets.
func echo(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); c.Close() }()
		}
	}()
	return listener.Addr().String()
}

func TestProxy(t *testing.T) {
	p, err := Start(echo(t))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	dial := func() net.Conn {
		c, err := net.Dial("tcp", p.Address())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	say := func(c net.Conn, within time.Duration) error {
		if _, err := fmt.Fprintln(c, "hello"); err != nil {
			return err
		}
		if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
			return err
		}
		line, err := bufio.NewReader(c).ReadString('\n')
		if err == nil && line != "hello\n" {
			err = fmt.Errorf("got %q", line)
		}
		return err
	}
	const soon = 10 * time.Second
	c := dial()
	if err := say(c, soon); err != nil {
		t.Errorf("at first: %v", err)
	}
	p.Drop()
	if say(c, soon) == nil {
		t.Error("a dropped connection goes on")
	}
	c = dial()
	if err := say(c, soon); err != nil {
		t.Errorf("after dropping: %v", err)
	}
	p.Stall()
	if say(c, 50*time.Millisecond) == nil {
		t.Error("something comes through while stalled")
	}
	p.Resume()
	if err := say(c, soon); err != nil {
		t.Errorf("after stalling: %v", err)
	}
	if err := p.Stop(); err != nil {
		t.Error(err)
	}
	if say(c, soon) == nil {
		t.Error("a connection goes on after the end")
	}
	if c, err := net.Dial("tcp", p.Address()); err == nil {
		c.Close()
		t.Error("a stopped proxy takes connections")
	}
	if err := p.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := say(dial(), soon); err != nil {
		t.Errorf("after starting again: %v", err)
	}
}

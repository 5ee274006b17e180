// Package faultproxy stands between a program and a server on this machine and
// breaks the connection in the ways that networks and servers do. For tests.
package faultproxy

import (
	"errors"
	"fmt"
	"net"
	"sync"
)

// Proxy passes connections on to a server until it is told not to. It is safe
// for concurrent use.
type Proxy struct {
	target  string
	address string

	mu       sync.Mutex
	moving   sync.Cond // signals that stalled or closed changed
	listener net.Listener
	open     map[net.Conn]struct{}
	stalled  bool
	closed   bool
	running  sync.WaitGroup
}

// Start passes connections to a free port of this machine on to the target.
func Start(target string) (*Proxy, error) {
	p := &Proxy{target: target, address: "127.0.0.1:0", open: map[net.Conn]struct{}{}}
	p.moving.L = &p.mu
	if err := p.Restart(); err != nil {
		return nil, err
	}
	return p, nil
}

// Address is where the proxy listens. It stays the same.
func (p *Proxy) Address() string { return p.address }

// Drop breaks off all connections. New ones are taken.
func (p *Proxy) Drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close()
	}
}

// Stop is a server that ended: connections break off and new ones are refused.
func (p *Proxy) Stop() error {
	p.mu.Lock()
	listener := p.listener
	p.listener = nil
	p.mu.Unlock()
	var err error
	if listener != nil {
		err = listener.Close()
	}
	p.Drop()
	return err
}

// Restart takes connections again.
func (p *Proxy) Restart() error {
	listener, err := net.Listen("tcp", p.address)
	if err != nil {
		return fmt.Errorf("start proxy: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.address, p.listener = listener.Addr().String(), listener
	p.running.Go(func() { p.accept(listener) })
	return nil
}

// Stall is a server that hangs: connections stay, new ones are taken, and
// nothing comes through.
func (p *Proxy) Stall() { p.set(true) }

// Resume lets through what waited and all that comes.
func (p *Proxy) Resume() { p.set(false) }

func (p *Proxy) set(stalled bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stalled = stalled
	p.moving.Broadcast()
}

// Close ends the proxy and waits for what it started.
func (p *Proxy) Close() error {
	p.mu.Lock()
	p.closed = true
	p.moving.Broadcast()
	p.mu.Unlock()
	err := p.Stop()
	p.running.Wait()
	return err
}

func (p *Proxy) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue // a client that left again
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = struct{}{}, struct{}{}
		p.mu.Unlock()
		p.running.Go(func() { p.pass(client, server) })
		p.running.Go(func() { p.pass(server, client) })
	}
}

// pass copies one direction. When it ends the other does too.
func (p *Proxy) pass(from, to net.Conn) {
	defer func() {
		_ = from.Close()
		_ = to.Close()
		p.mu.Lock()
		delete(p.open, from)
		delete(p.open, to)
		p.mu.Unlock()
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		for p.stalled && !p.closed {
			p.moving.Wait()
		}
		p.mu.Unlock()
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

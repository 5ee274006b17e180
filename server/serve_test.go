package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/promisegraph/promisegraph/query"
)

// listenAndServe serves until the function it returns is called, which gives how
// serving ended.
func listenAndServe(t *testing.T, cfg Config, change func(*http.Server)) (address string, stop func() error) {
	t.Helper()
	cfg.Profile = Open
	handler, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	srv := patient(handler)
	change(srv)
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, listener, srv) }()
	return listener.Addr().String(), func() error { cancel(); return <-ended }
}

// TestDrain checks that requests under way are answered after the server was
// told to stop, that no others are, and that WebSockets do not hold it up.
func TestDrain(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	slow := readerFunc(func() (query.Result, error) {
		close(entered)
		<-leave
		return query.Result{Revision: 7}, nil
	})
	address, stop := listenAndServe(t, Config{Reader: slow}, func(*http.Server) {})
	socket, _, err := websocket.Dial(t.Context(), "ws://"+address+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := socket.Write(t.Context(), websocket.MessageText, []byte(`{"type":"connection_init"}`)); err != nil {
		t.Fatal(err)
	}
	if _, message, err := socket.Read(t.Context()); err != nil || !strings.Contains(string(message), "connection_ack") {
		t.Fatalf("%s %v", message, err)
	}
	answer := make(chan replied)
	go func() { answer <- post(t, "http://"+address, map[string]any{"query": "{ revision }"}) }()
	<-entered
	ended := make(chan error)
	go func() { ended <- stop() }()
	if _, _, err := socket.Read(t.Context()); err == nil {
		t.Error("the WebSocket goes on")
	}
	for { // until the door is closed
		connection, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		connection.Close()
	}
	close(leave)
	if got := <-answer; got.status != 200 || got.Data["revision"] != 7.0 {
		t.Errorf("the request under way: %d %s", got.status, got.text)
	}
	if err := <-ended; err != nil {
		t.Errorf("serving ended with %v", err)
	}
}

// TestSlowClients checks that clients who do not send, or do not read, lose
// their connection.
func TestSlowClients(t *testing.T) {
	usual := patient(nil)
	if usual.ReadHeaderTimeout <= 0 || usual.ReadTimeout <= 0 || usual.WriteTimeout <= 0 || usual.IdleTimeout <= 0 || usual.MaxHeaderBytes <= 0 {
		t.Error("some client may take its time")
	}
	address, stop := listenAndServe(t, Config{Reader: none}, func(srv *http.Server) {
		srv.ReadHeaderTimeout, srv.ReadTimeout, srv.IdleTimeout = 50*time.Millisecond, 100*time.Millisecond, 50*time.Millisecond
	})
	for name, text := range map[string]string{
		"header":      "POST /graphql HTTP/1.1\r\nHost: x\r\nX-",
		"body":        "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
		"long header": "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("a", 64<<10) + "\r\n\r\n",
		"next":        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(connection, text); err != nil && name != "long header" {
			t.Fatal(err)
		}
		if err := connection.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(connection)
		if errors.Is(err, context.DeadlineExceeded) || err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("%s: still connected after 10 s", name)
		}
		if status := strings.SplitN(string(got), "\r\n", 2)[0]; name == "long header" && !strings.Contains(status, "431") {
			t.Errorf("%s: %q", name, status)
		}
		connection.Close()
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

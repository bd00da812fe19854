//go:build chaos

package chaos

import (
	"io"
	"net"
	"net/mail"
	"regexp"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// sink is a mail server that takes everything and remembers which orders were confirmed.
type sink struct {
	port string

	mu     sync.Mutex
	copies map[string][]string // oid -> message ids
}

var confirmation = regexp.MustCompile(`Order Confirmation #(\S+)`)

func startSink(t *testing.T) *sink {
	t.Helper()
	s := &sink{copies: map[string][]string{}}
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	_, s.port, _ = net.SplitHostPort(l.Addr().String())
	server := smtp.NewServer(s)
	server.Domain = "localhost"
	go server.Serve(l) //nolint:errcheck // it ends with Close
	t.Cleanup(func() { server.Close() })
	return s
}

// env makes a node send its mail here.
func (s *sink) env() map[string]string {
	return map[string]string{"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": s.port, "EMAIL_USE_TLS": "false"}
}

// letters is how many copies came of each order's letter, and whether all copies have one id.
func (s *sink) letters(oid string) (copies int, oneID bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	oneID = true
	for _, id := range s.copies[oid] {
		oneID = oneID && id != "" && id == s.copies[oid][0]
	}
	return len(s.copies[oid]), oneID
}

// NewSession takes a connection.
func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return session{s}, nil }

type session struct{ sink *sink }

func (session) Reset()                               {}
func (session) Logout() error                        { return nil }
func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }

// Data takes one letter.
func (s session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	subject := m.Header.Get("Subject")
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	if found := confirmation.FindStringSubmatch(subject); found != nil {
		s.sink.mu.Lock()
		defer s.sink.mu.Unlock()
		s.sink.copies[found[1]] = append(s.sink.copies[found[1]], m.Header.Get("Message-Id"))
	}
	return nil
}

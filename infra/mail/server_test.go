package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// mailServer is a real SMTP server on 127.0.0.1 that can be told to behave badly.
type mailServer struct {
	port int
	tls  *tls.Config // nil offers no STARTTLS

	mu       sync.Mutex
	rcpt     map[string]error // answers to RCPT TO by address
	data     error            // answer to DATA
	password string           // asked for when not empty
	got      []*mail.Message
	bodies   []string
	to       []string

	server *smtp.Server
}

func startMailServer(t *testing.T, change func(*mailServer)) *mailServer {
	t.Helper()
	s := &mailServer{rcpt: map[string]error{}}
	if change != nil {
		change(s)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	s.serve(l)
	t.Cleanup(func() { s.server.Close() }) //nolint:errcheck // a test may have closed it
	return s
}

func (s *mailServer) serve(l net.Listener) {
	s.server = smtp.NewServer(s)
	s.server.Domain = "127.0.0.1"
	s.server.TLSConfig = s.tls
	s.server.ErrorLog = discard{}
	go s.server.Serve(l) //nolint:errcheck // it ends with the test
}

type discard struct{}

func (discard) Printf(string, ...any) {}
func (discard) Println(...any)        {}

// goAway closes the server; comeBack opens it on the same port.
func (s *mailServer) goAway() { s.server.Close() } //nolint:errcheck // it is gone either way

func (s *mailServer) comeBack(t *testing.T) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", net.JoinHostPort("127.0.0.1", portText(s.port)))
	if err != nil {
		t.Fatal(err)
	}
	s.serve(l)
}

func (s *mailServer) recipients() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.to)
}

func (s *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &session{server: s, signedIn: s.password == ""}, nil
}

type session struct {
	server   *mailServer
	signedIn bool
	to       string
}

func (s *session) AuthMechanisms() []string {
	if s.server.password == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "shop" || password != s.server.password {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if !s.signedIn {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.to = to
	return s.server.rcpt[to]
}

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m, err := mail.ReadMessage(strings.NewReader(string(text)))
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.data != nil {
		return s.server.data
	}
	body, err := io.ReadAll(m.Body)
	s.server.got, s.server.bodies, s.server.to = append(s.server.got, m), append(s.server.bodies, string(body)), append(s.server.to, s.to)
	return err
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// certificate makes a server's key pair for 127.0.0.1 and the client's trust in it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	server = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	return server, &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool, ServerName: "127.0.0.1"}
}

// tarpit accepts connections and never says a word.
func tarpit(t *testing.T) (port int) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			t.Cleanup(func() { c.Close() })
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

package mail_test

import (
	"context"
	"errors"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"bazaar/infra/jobs"
	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
)

func portText(port int) string { return strconv.Itoa(port) }

func sender(t *testing.T, port int, change func(*mail.SMTPOptions)) *mail.SMTP {
	t.Helper()
	o := mail.SMTPOptions{Host: "127.0.0.1", Port: port, From: "Базар <shop@bazaar.test>"}
	if change != nil {
		change(&o)
	}
	s, err := mail.NewSMTP(o)
	if err != nil {
		t.Fatal(err)
	}
	s.Hurry(2 * time.Second)
	return s
}

var letter = mail.Message{
	To: "ann@example.com", Subject: "Заказ №7 — спасибо", Text: "Сумма: 1 234,50 ₸", HTML: "<p>Сумма: 1 234,50 ₸</p>", MessageID: "LETTER7",
}

func TestMessageArrivesAsItWasWritten(t *testing.T) {
	server := startMailServer(t, nil)
	if err := sender(t, server.port, nil).Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	if len(server.got) != 1 {
		t.Fatalf("%d messages arrived", len(server.got))
	}
	h := server.got[0].Header
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if err != nil || subject != letter.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	from, err := h.AddressList("From")
	if err != nil || from[0].Name != "Базар" || from[0].Address != "shop@bazaar.test" {
		t.Errorf("from %v, %v", from, err)
	}
	if got := h.Get("Message-ID"); got != "<LETTER7@bazaar.test>" {
		t.Errorf("Message-ID %q", got)
	}
	if got := h.Get("To"); got != "<ann@example.com>" {
		t.Errorf("To %q", got)
	}
	if got := h.Get("Content-Type"); !strings.HasPrefix(got, "multipart/alternative") {
		t.Errorf("content type %q", got)
	}
	for _, part := range []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"} {
		if !strings.Contains(server.bodies[0], part) {
			t.Errorf("no part %s in\n%s", part, server.bodies[0])
		}
	}
}

func TestPasswordTravelsOnlyOverTLS(t *testing.T) {
	serverTLS, trust := certificate(t)
	server := startMailServer(t, func(s *mailServer) { s.tls, s.password = serverTLS, "sesame" })
	s := sender(t, server.port, func(o *mail.SMTPOptions) { o.TLS, o.User, o.Password = true, "shop", "sesame" })
	s.Trust(trust)
	if err := s.Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	if got := server.recipients(); !slices.Equal(got, []string{"ann@example.com"}) {
		t.Errorf("arrived: %v", got)
	}
}

func TestTroubleIsTheServersOrTheMessagesFault(t *testing.T) {
	serverTLS, trust := certificate(t)
	signIn := func(o *mail.SMTPOptions) { o.TLS, o.User, o.Password = true, "shop", "wrong" }
	for _, c := range []struct {
		name    string
		server  func(*mailServer)
		options func(*mail.SMTPOptions)
		to      string
		refused bool
	}{
		{name: "no such user", to: "gone@example.com", refused: true, server: func(s *mailServer) {
			s.rcpt["gone@example.com"] = &smtp.SMTPError{Code: 550, Message: "no such user"}
		}},
		{name: "text refused", refused: true, server: func(s *mailServer) {
			s.data = &smtp.SMTPError{Code: 554, Message: "looks like spam"}
		}},
		{name: "recipient is no address", to: "ann@example.com\r\nBcc: all@example.com", refused: true},
		{name: "mailbox busy", to: "busy@example.com", server: func(s *mailServer) {
			s.rcpt["busy@example.com"] = &smtp.SMTPError{Code: 450, Message: "try later"}
		}},
		{name: "text not taken now", server: func(s *mailServer) {
			s.data = &smtp.SMTPError{Code: 451, Message: "try later"}
		}},
		{name: "wrong password", options: signIn, server: func(s *mailServer) { s.tls, s.password = serverTLS, "sesame" }},
		{name: "no STARTTLS where it is demanded", options: func(o *mail.SMTPOptions) { o.TLS = true }},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := startMailServer(t, c.server)
			s := sender(t, server.port, c.options)
			s.Trust(trust)
			m := letter
			if c.to != "" {
				m.To = c.to
			}
			err := s.Send(t.Context(), m)
			var refused *mail.RefusedError
			if err == nil || errors.As(err, &refused) != c.refused {
				t.Errorf("Send = %v; refused should be %t", err, c.refused)
			}
			if len(server.recipients()) != 0 {
				t.Error("the message arrived")
			}
		})
	}
}

func TestSilentServerIsGivenUp(t *testing.T) {
	s := sender(t, tarpit(t), nil)
	s.Hurry(200 * time.Millisecond) // of ten seconds for each step
	began := time.Now()
	err := s.Send(t.Context(), letter)
	var refused *mail.RefusedError
	if err == nil || errors.As(err, &refused) {
		t.Errorf("Send = %v, want an error that is no refusal", err)
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestBadSenderAddressIsReportedAtTheStart(t *testing.T) {
	if _, err := mail.NewSMTP(mail.SMTPOptions{Host: "localhost", Port: 25, From: "nobody"}); err == nil {
		t.Error("NewSMTP took a sender without an address")
	}
	if _, err := mail.NewConsole(t.TempDir(), "nobody"); err == nil {
		t.Error("NewConsole took a sender without an address")
	}
}

func TestLettersWaitForTheServersReturn(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		server := startMailServer(t, nil)
		s := sender(t, server.port, nil)
		id := queue(t, db, confirmation("A1", "ann@example.com"))[0]
		server.goAway()
		if err := mail.Deliver(t.Context(), db, s, render, id, now); !asksFor(err, 15*time.Second) {
			t.Fatalf("without a server: %v, want a pause of 15 seconds", err)
		}
		server.comeBack(t)
		if err := mail.Deliver(t.Context(), db, s, render, id, now.Add(15*time.Second)); err != nil {
			t.Fatal(err)
		}
		if got := server.recipients(); !slices.Equal(got, []string{"ann@example.com"}) {
			t.Errorf("arrived: %v", got)
		}
	})
}

func TestOneBadAddressHoldsUpNoOtherLetter(t *testing.T) {
	sqldbtest.Each(t, schema(t), func(t *testing.T, db *sqldb.DB) {
		server := startMailServer(t, func(s *mailServer) {
			s.rcpt["gone@example.com"] = &smtp.SMTPError{Code: 550, Message: "no such user"}
		})
		s := sender(t, server.port, nil)
		r, err := jobs.New(jobs.Options{DB: db, Poll: 20 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		jobs.Register(r, func(ctx context.Context, job mail.Send) error {
			return mail.Deliver(ctx, db, s, render, job.LetterID, now)
		}, jobs.Timeout(mail.SendTimeout))
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		queue(t, db, confirmation("A1", "gone@example.com"), confirmation("A2", "ann@example.com"), confirmation("A3", "bob@example.com"))
		for end := time.Now().Add(20 * time.Second); len(server.recipients()) < 2 && time.Now().Before(end); {
			time.Sleep(10 * time.Millisecond)
		}
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := server.recipients()
		slices.Sort(got)
		if !slices.Equal(got, []string{"ann@example.com", "bob@example.com"}) {
			t.Errorf("arrived: %v", got)
		}
		if b := backlog(t, db); b.Queued != 1 || b.Parked != 0 {
			t.Errorf("backlog %+v, want the refused letter to wait for its next try", b)
		}
	})
}

func TestConsoleKeepsALetterAsOneFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	c, err := mail.NewConsole(dir, "shop@bazaar.test")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Send(t.Context(), letter); err != nil {
			t.Fatal(err)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || files[0].Name() != "LETTER7.eml" {
		t.Fatalf("files %v, %v", files, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "LETTER7.eml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"To: <ann@example.com>", "Message-ID: <LETTER7@bazaar.test>", "text/plain", "text/html"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// stepTimeout bounds connecting, greeting and handing over, each.
const stepTimeout = 10 * time.Second

// SMTPOptions name a mail server.
type SMTPOptions struct {
	Host string
	Port int
	// TLS demands STARTTLS, or TLS from the first byte on port 465.
	TLS bool
	// User is empty for a server that asks for no password.
	User, Password string
	// From is the sender, "Name <address>" or the bare address.
	From string
}

// SMTP sends through a mail server, one connection per message.
type SMTP struct {
	options SMTPOptions
	from    *mail.Address
	step    time.Duration
	tls     *tls.Config // nil trusts what the system trusts
}

// NewSMTP checks the options; it does not connect.
func NewSMTP(o SMTPOptions) (*SMTP, error) {
	from, err := parseFrom(o.From)
	if err != nil {
		return nil, err
	}
	s := &SMTP{options: o, from: from, step: stepTimeout}
	if _, err := s.client(); err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return s, nil
}

func parseFrom(from string) (*mail.Address, error) {
	a, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("DEFAULT_FROM_EMAIL %q is not an address: %w", from, err)
	}
	return a, nil
}

const portOfImplicitTLS = 465

func (s *SMTP) client() (*gomail.Client, error) {
	o := s.options
	options := []gomail.Option{gomail.WithPort(o.Port), gomail.WithTimeout(s.step), gomail.WithTLSPolicy(gomail.NoTLS)}
	switch {
	case o.TLS && o.Port == portOfImplicitTLS:
		options = append(options, gomail.WithSSL())
	case o.TLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.tls != nil {
		options = append(options, gomail.WithTLSConfig(s.tls))
	}
	if o.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(o.User), gomail.WithPassword(o.Password))
	}
	return gomail.NewClient(o.Host, options...)
}

// Send hands over one message. What the server says with a 5xx code about this message is a
// RefusedError; trouble with connecting, signing in or a 4xx code is not.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := compose(s.from, m)
	if err != nil {
		return err
	}
	c, err := s.client() // a client per message: it keeps the state of one conversation
	if err != nil {
		return fmt.Errorf("mail server: %w", err)
	}
	err = c.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // a failed farewell after delivery is no failure
		return nil
	}
	var refusal *gomail.SendError
	if errors.As(err, &refusal) && refusal.ErrorCode() >= 500 {
		return &RefusedError{Reason: err.Error()}
	}
	return err
}

// compose makes the letter as it goes over the wire.
func compose(from *mail.Address, m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	if err := msg.FromFormat(from.Name, from.Address); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := msg.To(m.To); err != nil {
		return nil, &RefusedError{Reason: "not an address: " + err.Error()}
	}
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return nil, &RefusedError{Reason: "not an address to answer to: " + err.Error()}
		}
	}
	if m.Unsubscribe != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+m.Unsubscribe+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") // RFC 8058
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	msg.SetMessageIDWithValue(m.MessageID + "@" + domain)
	msg.SetDate()
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.Subject(m.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

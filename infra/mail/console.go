package mail

import (
	"context"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"

	"bazaar/infra/telemetry"
)

// Console stands in for a mail server where none is set: it keeps each letter as a file and says
// so in the log.
type Console struct {
	dir  string
	from *mail.Address
}

// NewConsole keeps letters in dir, which it makes when the first one comes. From is the sender,
// "Name <address>" or the bare address.
func NewConsole(dir, from string) (*Console, error) {
	a, err := parseFrom(from)
	if err != nil {
		return nil, err
	}
	return &Console{dir, a}, nil
}

// Send writes <Message-ID>.eml, which any mail program opens. The same letter overwrites its file.
func (c *Console) Send(ctx context.Context, m Message) error {
	msg, err := compose(c.from, m)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return fmt.Errorf("keep a letter: %w", err)
	}
	file := filepath.Join(c.dir, m.MessageID+".eml")
	if err := msg.WriteToFile(file); err != nil {
		return fmt.Errorf("keep a letter: %w", err)
	}
	log.WarnContext(ctx, "No mail server is set; the letter was kept as a file", "file", file, "to", telemetry.Scrub(m.To), "subject", m.Subject)
	return nil
}

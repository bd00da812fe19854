package mail

import (
	"crypto/tls"
	"time"
)

// Hurry shortens the time-outs of a test's sender.
func (s *SMTP) Hurry(step time.Duration) { s.step = step }

// Trust makes it accept a test's certificate.
func (s *SMTP) Trust(c *tls.Config) { s.tls = c }

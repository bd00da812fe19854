package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

type healthCmd struct {
	Ready bool `help:"Ask whether visitors may be sent to it instead."`
}

// healthPatience is below the time that Docker gives a health check.
const healthPatience = 8 * time.Second

// Run asks the node that listens where this configuration says. It is the health check of the
// image, which has no shell and no curl.
func (h *healthCmd) Run(c *call) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	path := "/health/"
	if h.Ready {
		path = "/readyz/"
	}
	request, err := http.NewRequestWithContext(c.ctx, http.MethodGet, "http://"+cfg.ownAddr()+path, nil)
	if err != nil {
		return err
	}
	client := &http.Client{Timeout: healthPatience}
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("the web server does not answer: %w", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<12))
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", answer.Status, strings.TrimSpace(string(body)))
	}
	fmt.Fprint(c.out, string(body))
	return nil
}

// ownAddr is where a node of this configuration is reached from its own machine.
func (c *Config) ownAddr() string {
	host, port, err := net.SplitHostPort(c.listenAddr())
	if ip := net.ParseIP(host); err != nil || host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// Command testbed runs another command beside private services: a throw-away PostgreSQL and, when
// redis-server is installed, a throw-away Redis, both on free ports of 127.0.0.1. Their addresses
// stand in TEST_DATABASE_URL and TEST_REDIS_URL; an address that is set already is left alone and
// nothing is started for it. The services end with the command.
//
//	testbed go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"bazaar/infra/cache/cachetest"
	"bazaar/infra/sqldb/sqldbtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: testbed COMMAND [ARGUMENT]...")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1], os.Args[2:]...)
	stop()
	var exit *exec.ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		os.Exit(exit.ExitCode())
	default:
		fmt.Fprintln(os.Stderr, "testbed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, name string, args ...string) error {
	environment := os.Environ()
	if os.Getenv("TEST_DATABASE_URL") == "" {
		cluster, err := sqldbtest.StartPostgres(false)
		if err != nil {
			return err
		}
		defer cluster.Remove()
		environment = append(environment, "TEST_DATABASE_URL="+cluster.URL)
	}
	if cachetest.Installed() && os.Getenv("TEST_REDIS_URL") == "" {
		redis, err := cachetest.Start()
		if err != nil {
			return err
		}
		defer redis.Stop()
		environment = append(environment, "TEST_REDIS_URL="+redis.URL)
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = environment
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	return cmd.Run()
}

//go:build chaos

package chaos

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// load asks a server for one page over several connections that stay open, each as soon as it has its
// answer. It speaks just enough HTTP to be cheap: it shares the machine with what it measures.
type load struct {
	address, path, cookie string
	connections           int
	lasting               time.Duration
}

// run is what came of a load.
type run struct {
	requests int
	took     time.Duration
	delays   []time.Duration
}

func (r run) perSecond() float64 { return float64(r.requests) / r.took.Seconds() }

// connections to one server: two for each of the cores that limits are set for.
const connections = 4

func (l load) run(t *testing.T) run {
	t.Helper()
	var (
		mu  sync.Mutex
		all run
		wg  sync.WaitGroup
	)
	began := time.Now()
	for range l.connections {
		wg.Go(func() {
			delays, err := l.connection(began.Add(l.lasting))
			if err != nil {
				t.Errorf("load on %s: %v", l.path, err)
			}
			mu.Lock()
			defer mu.Unlock()
			all.delays = append(all.delays, delays...)
		})
	}
	wg.Wait()
	all.requests, all.took = len(all.delays), time.Since(began)
	if all.requests == 0 {
		t.Fatalf("nobody answers %s", l.path)
	}
	return all
}

// connection asks until the deadline.
func (l load) connection(deadline time.Time) (delays []time.Duration, err error) {
	conn, err := net.Dial("tcp", l.address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	request, answers := []byte(l.text()), bufio.NewReaderSize(conn, 64<<10)
	for time.Now().Before(deadline) {
		began := time.Now()
		if _, err := conn.Write(request); err != nil {
			return delays, err
		}
		if err := skipAnswer(answers); err != nil {
			return delays, err
		}
		delays = append(delays, time.Since(began))
	}
	return delays, nil
}

func (l load) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nX-Forwarded-Proto: https\r\n", l.path)
	if l.cookie != "" {
		fmt.Fprintf(&b, "Cookie: %s\r\n", l.cookie)
	}
	return b.String() + "\r\n"
}

var errAnswer = errors.New("not a whole page with its length")

// skipAnswer reads over one answer, which must be a page.
func skipAnswer(r *bufio.Reader) error {
	status, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.Contains(status, []byte(" 200 ")) {
		return fmt.Errorf("%w: %.60s", errAnswer, status)
	}
	length := -1
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length = 0
			for _, digit := range value {
				length = length*10 + int(digit-'0')
			}
		}
	}
	if length < 0 {
		return errAnswer
	}
	_, err = r.Discard(length)
	return err
}

// fetch gets a page as the load does, with its bytes as they travel.
func (l load) fetch(t *testing.T) (http.Header, []byte) {
	t.Helper()
	conn, err := net.Dial("tcp", l.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, l.text()); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", l.path, response.StatusCode, err)
	}
	return response.Header, body
}

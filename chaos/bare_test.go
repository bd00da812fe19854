//go:build chaos

package chaos

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/gob"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/klauspost/compress/gzip"

	"bazaar/infra/sqldb"
)

// The yardsticks are the least that a Go program could do for the same answer. They run as processes
// of their own, made from this test program, like the node that is measured against them.

// bare is what a yardstick answers, by path.
type bare struct {
	// Database is asked the Statements of a page first; empty is a server that only sends bytes.
	Database string
	Pages    map[string]barePage
}

type barePage struct {
	Header     http.Header
	Body       []byte // as it travels, when there are no statements
	Statements []bareStatement
	HTML       string
}

type bareStatement struct {
	Text string
	Args []any
}

// null stands for an argument that is absent, which gob cannot carry.
type null struct{ Absent bool }

func init() {
	for _, v := range []any{time.Time{}, []int64{}, []string{}, null{}} {
		gob.Register(v)
	}
}

// yardstick is a running bare server.
type yardstick struct {
	address string
	pid     int
}

const bareFile = "BAZAAR_BARE"

// start runs the server until the test ends.
func (b bare) start(t *testing.T) yardstick {
	t.Helper()
	var content bytes.Buffer
	if err := gob.NewEncoder(&content).Encode(b); err != nil {
		t.Fatal(err)
	}
	file, address := filepath.Join(t.TempDir(), "bare"), "127.0.0.1:"+freePort(t)
	if err := os.WriteFile(file, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestServeBare$")
	cmd.Env = append(os.Environ(), bareFile+"="+file, "BAZAAR_BARE_ADDRESS="+address)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for deadline := time.Now().Add(startLimit); !answers("http://" + address + "/"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the yardstick does not answer")
		}
	}
	return yardstick{address, cmd.Process.Pid}
}

// TestServeBare is the body of a yardstick; without its file it is no test.
func TestServeBare(t *testing.T) {
	file := os.Getenv(bareFile)
	if file == "" {
		t.Skip("only serves the bench")
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b bare
	if err := gob.NewDecoder(bytes.NewReader(content)).Decode(&b); err != nil {
		t.Fatal(err)
	}
	h, err := b.handler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Addr: os.Getenv("BAZAAR_BARE_ADDRESS"), Handler: h, ReadHeaderTimeout: time.Minute}
	t.Fatal(server.ListenAndServe())
}

func (b bare) handler(ctx context.Context) (http.Handler, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {}) // until a page takes its place
	ask, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	byPath := map[string]http.HandlerFunc{}
	for path, p := range b.Pages {
		byPath[path] = p.send
		if ask != nil {
			byPath[path] = p.make(ask)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, ok := byPath[r.URL.Path]; ok {
			h(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}), nil
}

// send answers with bytes.
func (p barePage) send(w http.ResponseWriter, _ *http.Request) {
	for name, values := range p.Header {
		w.Header()[name] = values
	}
	w.Write(p.Body) //nolint:errcheck // the load has gone
}

// asker runs a statement and reads all of its rows.
type asker func(ctx context.Context, s bareStatement) error

// open connects as the quickest driver of the engine does; nil without a database.
func (b bare) open(ctx context.Context) (asker, error) {
	switch {
	case b.Database == "":
		return nil, nil //nolint:nilnil // that is the plain server
	case strings.HasPrefix(b.Database, "postgres"):
		pool, err := pgxpool.New(ctx, b.Database)
		return func(ctx context.Context, s bareStatement) error {
			rows, err := pool.Query(ctx, s.Text, s.args()...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				if _, err := rows.Values(); err != nil {
					return err
				}
			}
			return rows.Err()
		}, err
	}
	db, err := sql.Open("sqlite", sqldb.SQLiteDSN(strings.TrimPrefix(b.Database, "sqlite://"))+"&_pragma=query_only(1)")
	return func(ctx context.Context, s bareStatement) error {
		rows, err := db.QueryContext(ctx, s.Text, s.args()...)
		if err != nil {
			return err
		}
		defer rows.Close()
		return skim(rows)
	}, err
}

// skim reads every value of every row.
func skim(rows *sql.Rows) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s bareStatement) args() []any {
	args := make([]any, len(s.Args))
	for i, v := range s.Args {
		if _, absent := v.(null); !absent {
			args[i] = v
		}
	}
	return args
}

var (
	bareBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	bareWriters = sync.Pool{New: func() any {
		w, err := gzip.NewWriterLevel(nil, bareLevel)
		if err != nil {
			panic(err)
		}
		return w
	}}
)

// bareLevel is that of the site.
const bareLevel = 4

// make asks the statements, renders a templ component and compresses it.
func (p barePage) make(ask asker) http.HandlerFunc {
	component := bareComponent(p.HTML)
	return func(w http.ResponseWriter, r *http.Request) {
		for _, s := range p.Statements {
			if err := ask(r.Context(), s); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
		}
		page, packed := bareBuffers.Get().(*bytes.Buffer), bareBuffers.Get().(*bytes.Buffer)
		defer bareBuffers.Put(page)
		defer bareBuffers.Put(packed)
		page.Reset()
		packed.Reset()
		if err := component.Render(r.Context(), page); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		z := bareWriters.Get().(*gzip.Writer)
		defer bareWriters.Put(z)
		z.Reset(packed)
		z.Write(page.Bytes()) //nolint:errcheck // a buffer takes everything
		z.Close()             //nolint:errcheck // neither does closing fail
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(packed.Len()))
		w.Write(packed.Bytes()) //nolint:errcheck // the load has gone
	}
}

// bareComponent writes a page as generated code does: what stands in the template as it is, texts and
// values of attributes escaped.
func bareComponent(html string) templ.Component {
	type piece struct {
		text    string
		escaped bool
	}
	var pieces []piece
	for html != "" {
		end := strings.IndexByte(html, '>') + 1
		if end == 0 {
			end = len(html)
		}
		pieces = append(pieces, piece{html[:end], false})
		html = html[end:]
		if text := strings.IndexByte(html, '<'); text > 0 {
			pieces = append(pieces, piece{html[:text], true})
			html = html[text:]
		}
	}
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, p := range pieces {
			text := p.text
			if p.escaped {
				text = templ.EscapeString(text)
			}
			if _, err := io.WriteString(w, text); err != nil {
				return fmt.Errorf("write a page: %w", err)
			}
		}
		return nil
	})
}

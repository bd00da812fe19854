package main

import (
	"encoding/json"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

func TestHealthCommandAsksTheNode(t *testing.T) {
	p := start(t, production("sqlite://"+t.TempDir()+"/a.db"), "serve")
	_, port, err := net.SplitHostPort(strings.TrimPrefix(p.address(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	environ := append(production(""), "PORT="+port)
	told(t, environ, exitFine, `"status":"healthy"`, "health")
	told(t, environ, exitFine, `"status":"ready"`, "health", "--ready")
	p.signal(os.Kill)
	p.exit(time.Minute)
	told(t, environ, exitFailed, "does not answer", "health")
}

// alertRules is the part of a Prometheus rule file that is checked.
type alertRules struct {
	Groups []struct {
		Rules []struct {
			Alert, Expr, For string
			Annotations      map[string]string
		}
	}
}

// metricName finds the names of metrics in an expression: what stands before a selector in braces.
var metricName = regexp.MustCompile(`([a-z_]+)\{`)

func TestAlarmsAndDashboardNameRealMetrics(t *testing.T) {
	p := start(t, append(production("sqlite://"+t.TempDir()+"/a.db"), "REDIS_URL=redis://127.0.0.1:1/0"), "serve")
	base := p.address()
	get(t, base+"/products/", "shop.example")
	_, body := get(t, base+"/metrics", "")
	exists := map[string]bool{"up": true} // Prometheus makes it
	for line := range strings.Lines(body) {
		name, _, _ := strings.Cut(line, "{")
		name, _, _ = strings.Cut(name, " ")
		exists[strings.TrimSpace(name)] = true
	}
	found := map[string]string{}
	for _, expr := range expressions(t) {
		for _, m := range metricName.FindAllStringSubmatch(expr, -1) {
			found[m[1]] = expr
		}
	}
	if len(found) < 10 {
		t.Fatalf("only %d metrics are named", len(found))
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if !exists[name] {
			t.Errorf("%s is no metric of /metrics: %s", name, found[name])
		}
	}
	// The alarms that a market must have.
	for _, name := range []string{"http_responses_total", "http_request_duration_seconds_bucket", "node_ready", "db_errors_total", "process_resident_memory_bytes", "jobs_queue_length"} {
		if found[name] == "" {
			t.Errorf("nothing watches %s", name)
		}
	}
}

// expressions are those of the alarms and the dashboard.
func expressions(t *testing.T) []string {
	t.Helper()
	var all []string
	var rules alertRules
	readInto(t, "deploy/monitoring/alerts.yml", yaml.Unmarshal, &rules)
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			if r.Alert == "" || r.For == "" || r.Annotations["summary"] == "" || r.Annotations["todo"] == "" {
				t.Errorf("the alarm %q does not say for how long, what is wrong and what to do", r.Alert)
			}
			all = append(all, r.Expr)
		}
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	readInto(t, "deploy/monitoring/grafana-dashboard.json", json.Unmarshal, &dashboard)
	for _, p := range dashboard.Panels {
		if len(p.Targets) == 0 {
			t.Errorf("the panel %q shows nothing", p.Title)
		}
		for _, target := range p.Targets {
			all = append(all, target.Expr)
		}
	}
	return all
}

func readInto(t *testing.T, path string, parse func([]byte, any) error, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := parse(b, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// environmentName finds the names of variables that a file of deployment sets.
var environmentName = regexp.MustCompile(`(?m)^\s*(?:- |- key: )?([A-Z][A-Z0-9_]{3,})(?:=|:|$)`)

func TestFilesOfDeploymentParseAndSetKnownVariables(t *testing.T) {
	known := map[string]bool{"VERSION": true, "POD": true}
	for _, v := range variables {
		known[v.name] = true
	}
	files := []string{"compose.yaml", "render.yaml"}
	for _, dir := range []string{"deploy", ".github"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if ext := filepath.Ext(path); err == nil && !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for documents := yaml.NewDecoder(strings.NewReader(string(b))); ; {
			var document map[string]any
			if err := documents.Decode(&document); err != nil {
				if err.Error() != "EOF" {
					t.Errorf("%s: %v", path, err)
				}
				break
			}
		}
		for _, m := range environmentName.FindAllStringSubmatch(string(b), -1) {
			foreign := strings.HasPrefix(m[1], "POSTGRES_") || strings.HasPrefix(path, ".github")
			if !known[m[1]] && !foreign {
				t.Errorf("%s sets %s, which the program does not know", path, m[1])
			}
		}
	}
	if len(files) < 8 {
		t.Errorf("only %d files: the walk is broken", len(files))
	}
}

// pinned is an action that is named by the hash of its commit.
var pinned = regexp.MustCompile(`uses: \S+@[0-9a-f]{40} # v[0-9.]+`)

func TestActionsArePinned(t *testing.T) {
	b, err := os.ReadFile(".github/workflows/ci.yml")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		if strings.Contains(line, "uses:") {
			n++
			if !pinned.MatchString(line) {
				t.Errorf("not pinned by the hash of a commit: %s", line)
			}
		}
	}
	if n < 5 {
		t.Errorf("only %d actions were found", n)
	}
}

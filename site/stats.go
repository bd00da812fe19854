package site

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/jobs"
	"bazaar/infra/telemetry"
	"bazaar/site/page"
)

// statistics are two pages of figures in JSON, for administrators. Their names are those of the
// shop that was replaced, so that its monitors go on.
func statistics(o Options, t *tally) []page.Route {
	s := &stats{Options: o, tally: t}
	return []page.Route{
		{Pattern: "GET /redis-stats/{$}", Handle: s.cache, Access: page.Administrator},
		{Pattern: "GET /celery-stats/{$}", Handle: s.jobs, Access: page.Administrator},
	}
}

type stats struct {
	Options
	tally *tally
}

// statsPatience bounds what one of the pages asks for.
const statsPatience = 3 * time.Second

type cacheStats struct {
	Connected   bool    `json:"redis_connected"`
	Requests    int64   `json:"requests_today"`
	LastRequest *string `json:"last_request_time"`
	HasURL      bool    `json:"redis_url"`
	Backend     string  `json:"cache_backend"`
	Passed      bool    `json:"test_passed"`
	Error       string  `json:"error,omitempty"`
}

func (s *stats) cache(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), statsPatience)
	defer cancel()
	c := s.Cache
	shared := c.Kind() != "memory"
	all := cacheStats{HasURL: shared, Backend: c.Kind()}
	if err := cache.Check(ctx, c); err != nil {
		all.Error = "the cache cannot be reached"
		return page.JSON(w, http.StatusOK, all)
	}
	all.Connected, all.Passed = shared, true
	s.tally.hand(ctx)
	if last, err := c.Get(ctx, lastRequestKey); err == nil {
		at := string(last)
		all.LastRequest = &at
	}
	n, err := c.Get(ctx, requestsKey+s.Now().UTC().Format(time.DateOnly))
	if err == nil {
		all.Requests, err = strconv.ParseInt(string(n), 10, 64)
	}
	if err != nil && !errors.Is(err, cache.ErrMissing) {
		all.Error = "the counters cannot be read"
	}
	return page.JSON(w, http.StatusOK, all)
}

type jobStats struct {
	Mode       string   `json:"mode"`
	Eager      bool     `json:"is_eager"`
	Broker     string   `json:"broker_url"`
	Results    string   `json:"result_backend"`
	Connected  bool     `json:"celery_connected"`
	Workers    []string `json:"workers"`
	Active     int64    `json:"active_tasks_count"`
	Waiting    int64    `json:"waiting_tasks_count"`
	Parked     int64    `json:"parked_tasks_count"`
	Message    string   `json:"message"`
	TestSent   bool     `json:"test_task_sent"`
	TestID     *string  `json:"test_task_id"`
	TestResult *string  `json:"test_task_result"`
	Error      string   `json:"celery_error,omitempty"`
}

// jobs tells of the background jobs. No test task is sent: who looks changes nothing.
func (s *stats) jobs(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), statsPatience)
	defer cancel()
	queue := telemetry.Scrub(s.Queue) // no password, whatever it was given
	all := jobStats{Broker: queue, Results: queue}
	all.Mode, all.Message = "ASYNC (requires worker)", "Jobs wait in the database for bazaar worker."
	if !s.JobsElsewhere {
		all.Mode, all.Eager = "EAGER (synchronous)", true
		all.Message = "Jobs wait in the database and are done inside the web server; no worker is needed."
		all.Workers = []string{"web server"}
	}
	found, err := jobs.ReadStats(ctx, s.DB)
	if err != nil {
		log.ErrorContext(ctx, "The queue of jobs cannot be read", "error", err)
		all.Error = "the queue cannot be read"
		return page.JSON(w, http.StatusOK, all)
	}
	all.Connected = true
	all.Active, all.Waiting, all.Parked = found.Running, found.Waiting, found.Parked
	return page.JSON(w, http.StatusOK, all)
}

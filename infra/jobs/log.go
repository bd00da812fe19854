package jobs

import (
	"context"
	"log/slog"
	"strings"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"bazaar/infra/telemetry"
)

var log = telemetry.Logger("jobs")

// quietLogger passes on what River says about itself when it matters: warnings and worse, without
// the fate of single jobs, which failures tells better.
func quietLogger() *slog.Logger { return slog.New(quiet{log.Handler()}) }

type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "JobExecutor: Job errored") || strings.Contains(r.Message, "JobExecutor: Job panicked") ||
		strings.Contains(r.Message, "JobExecutor: panic recovery") {
		return nil
	}
	return q.Handler.Handle(ctx, r)
}

func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }
func (q quiet) WithGroup(name string) slog.Handler       { return quiet{q.Handler.WithGroup(name)} }

// failures logs every failed try: a warning while there is another, an error when the job is
// parked.
type failures struct{}

// HandleError logs an error that a job returned.
func (failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	logFailure(ctx, job, slog.Any("error", err))
	return nil
}

// HandlePanic logs a panic with its stack.
func (failures) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	logFailure(ctx, job, slog.Any("panic", value), slog.String("stack", trace))
	return nil
}

func logFailure(ctx context.Context, job *rivertype.JobRow, what ...slog.Attr) {
	level, message := slog.LevelWarn, "Job failed; it will be tried again"
	if job.Attempt >= job.MaxAttempts {
		level, message = slog.LevelError, "Job failed at every try and is parked"
	}
	attrs := append([]slog.Attr{slog.String("kind", job.Kind), slog.Int64("job", job.ID), slog.Int("try", job.Attempt)}, what...)
	log.LogAttrs(ctx, level, message, attrs...)
}

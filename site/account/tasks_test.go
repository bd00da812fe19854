package account_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"bazaar/infra/tasks"
	"bazaar/site/locale"
	"bazaar/site/sitetest"
)

func TestATaskTellsItsOwnerHowFarItIs(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		id := w.StartTask(sitetest.Customer)
		path := tasks.Path(id)
		mine := func(status int, has ...string) sitetest.Case {
			return sitetest.Case{As: sitetest.Customer, URL: path, Status: status, Has: has}
		}
		w.Run(t, mine(200, "Waiting for its turn.", "Look again", path+"cancel/"))
		w.DoTask(id, func(ctx context.Context, run *tasks.Run) error {
			w.Run(t, mine(200, "Just begun."))
			if err := run.Advance(ctx, tasks.Progress{Done: 1500, Total: 3000, Refused: 1}); err != nil {
				return err
			}
			w.Run(t, mine(200, "1,500 of 3,000 done", `max="3000"`, `value="1500"`))
			ajax := mine(200, `"ended":false`, `"percent":50`, `"text":"1,500 of 3,000 done"`)
			ajax.AJAX = true
			w.Run(t, ajax)
			w.Run(t, sitetest.Case{As: sitetest.Customer, URL: path + "file/", Status: 404})
			return run.Keep(ctx, "отчёт.csv", "text/csv", []byte("a,b"))
		})
		w.Run(t, mine(200, "Finished, but 1 item was refused.", "Download отчёт.csv", locale.For("en").Date(w.Now().Add(7*24*time.Hour))))
		rec := w.Send(t, sitetest.Case{As: sitetest.Customer, URL: path + "file/"})
		if rec.Body.String() != "a,b" || rec.Header().Get("Content-Type") != "text/csv; charset=utf-8" || rec.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("the file is %q with %v", rec.Body, rec.Header())
		}
		w.Run(
			t,
			sitetest.Case{As: sitetest.OtherCustomer, URL: path + "file/", Status: 404, HasNot: []string{"a,b"}},
			sitetest.Case{As: sitetest.Admin, URL: path, Status: 404},
			sitetest.Case{As: sitetest.Customer, URL: "/tasks/x/", Status: 404},
			sitetest.Case{As: sitetest.Customer, URL: fmt.Sprintf("/tasks/%d0/", id), Status: 404},
		)
	})
}

func TestATaskIsCancelledByItsOwner(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		waiting, running := w.StartTask(sitetest.Customer), w.StartTask(sitetest.Customer)
		cancel := func(id int64) sitetest.Case {
			return sitetest.Case{As: sitetest.Customer, URL: tasks.Path(id) + "cancel/", Form: form(), Status: 303, Location: tasks.Path(id)}
		}
		w.Run(t, cancel(waiting), sitetest.Case{As: sitetest.Customer, URL: tasks.Path(waiting), Status: 200, Has: []string{"You cancelled it."}})
		w.DoTask(running, func(ctx context.Context, run *tasks.Run) error {
			w.Run(t, cancel(running), sitetest.Case{As: sitetest.Customer, URL: tasks.Path(running), Status: 200, Has: []string{"Stopping…"}})
			return run.Advance(ctx, tasks.Progress{Done: 1, Total: 2})
		})
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: tasks.Path(running), Status: 200, Has: []string{"You cancelled it."}})
	})
}

func TestAFailedTaskSaysWhy(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		id := w.StartTask(sitetest.Customer)
		board := &tasks.Board{DB: w.DB, Files: w.Options.Files, Now: w.Now} // it knows no kind of work
		for tries := 1; board.Do(t.Context(), tasks.Do{TaskID: id}) != nil; tries++ {
			if tries > 20 {
				t.Fatal("it is never given up")
			}
		}
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: tasks.Path(id), Status: 200, Has: []string{"Something went wrong on our side. Please start it again later.", `role="alert"`}})
	})
}

package imports_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/market/imports"
)

// rowsOf is how many rows the test of a long file has: IMPORT_ROWS, or few enough for every day.
func rowsOf() int {
	if n, err := strconv.Atoi(os.Getenv("IMPORT_ROWS")); err == nil && n > 0 {
		return n
	}
	return 400
}

// long is a file with rows, of which three in a hundred are wrong.
func long(rows int, price string) string {
	var b strings.Builder
	b.WriteString("sku;title_ru;title_kk;description_ru;category;price;stock;tags\n")
	for n := range rows {
		wrong := ""
		if n%100 < 3 {
			wrong = "дорого"
		}
		fmt.Fprintf(&b, "L-%d;Чайник № %d;Шәйнек № %d;Чайник из стали, %d мл. Гарантия год.;Electronics;%s%s;%d;посуда, чай\n", n, n, n, n%3000, price, wrong, n%50)
	}
	return b.String()
}

// peak measures the most memory that the heap held while f ran, beyond what it held before, in bytes.
func peak(f func()) uint64 {
	held := func() uint64 {
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	runtime.GC()
	before, most := held(), atomic.Uint64{}
	stop, ended := make(chan bool), make(chan bool)
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				most.Store(max(most.Load(), held()))
			}
		}
	}()
	f()
	close(stop)
	<-ended
	return max(most.Load(), before) - before
}

func TestALongFileIsTakenOverButForItsWrongRows(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		rows := rowsOf()
		wrong := int64(0)
		for n := range rows {
			if n%100 < 3 {
				wrong++
			}
		}
		good := int64(rows) - wrong
		var i imports.Import
		measure := func(what string, f func()) {
			began := time.Now()
			most := peak(f)
			t.Logf("%s %d rows: %.1f s, %.1f MB", what, rows, time.Since(began).Seconds(), float64(most)/(1<<20))
		}
		body := long(rows, "1990,50")
		measure("check", func() { i = o.check(body) })
		if i.Total != int64(rows) || i.Fresh != good || i.Wrong != wrong || int64(strings.Count(o.report(i), "\n")+1) != wrong {
			t.Fatalf("checked: %+v", i)
		}
		measure("take over", func() { i = o.accept(i) })
		if n := o.Scalar("SELECT COUNT(*) FROM products WHERE state = 'draft'"); n != good || i.Made != good {
			t.Fatalf("%d drafts, %+v", n, i)
		}
		body = long(rows, "2100")
		measure("check again", func() { i = o.check(body) })
		if i.Changed != good || i.Fresh != 0 {
			t.Fatalf("checked again: %+v", i)
		}
		measure("take over again", func() { i = o.accept(i) })
		measure("undo", func() { i = o.undo(i) })
		if n := o.Scalar("SELECT COUNT(*) FROM variants WHERE price = 199050"); n != good || i.Restored != good {
			t.Fatalf("%d have their old price, %+v", n, i)
		}
	})
}

package privacy

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"time"

	spreadsheet "bazaar/infra/sheet"
	"bazaar/infra/sqldb"
	"bazaar/infra/tasks"
	"bazaar/market/actor"
	"bazaar/market/fault"
)

// AskExport starts the work that gathers the actor's data and returns the id of its task. While one
// is on its way, it is that one.
func AskExport(ctx context.Context, db *sqldb.DB, by actor.Actor, in ExportInput, now time.Time) (int64, error) {
	var id int64
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		latest, err := Exports(ctx, tx, by)
		if err != nil {
			return err
		}
		if len(latest) > 0 && !latest[0].Ended() {
			id = latest[0].ID
			return nil
		}
		id, err = tasks.Start(ctx, tx, TaskExport, by.AccountID, in, now)
		return err
	})
	return id, err
}

// shownExports is how many of them a page lists.
const shownExports = 5

// Exports lists the actor's newest exports.
func Exports(ctx context.Context, db *sqldb.DB, by actor.Actor) ([]tasks.Task, error) {
	return tasks.Latest(ctx, db, by.AccountID, TaskExport, shownExports)
}

// Export is the work of an export: it reads table after table and leaves one archive.
func Export(db *sqldb.DB, now func() time.Time) tasks.Work {
	return func(ctx context.Context, run *tasks.Run) error {
		who, err := find(ctx, db, run.Owner)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("read the account: %w", err)
		}
		var sheets []sheet
		for i, t := range Tables {
			s, err := read(ctx, db, t, who.person)
			if err != nil {
				return err
			}
			sheets = append(sheets, s)
			if err := run.Advance(ctx, tasks.Progress{Done: int64(i + 1), Total: int64(len(Tables))}); err != nil {
				return err
			}
		}
		body, err := archive(sheets)
		if err != nil {
			return fmt.Errorf("write the archive: %w", err)
		}
		return run.Keep(ctx, "bazaar-"+now().UTC().Format(time.DateOnly)+".zip", "application/zip", body)
	}
}

// archive writes everything as one JSON document, and each table that has rows as CSV.
func archive(sheets []sheet) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	all := map[string][]map[string]any{}
	for _, s := range sheets {
		records := []map[string]any{}
		for _, row := range s.Rows {
			record := map[string]any{}
			for i, c := range s.Columns {
				record[c] = row[i]
			}
			records = append(records, record)
		}
		all[s.Name] = records
		if len(s.Rows) == 0 {
			continue
		}
		w, err := z.Create(s.Name + ".csv")
		if err != nil {
			return nil, err
		}
		if err := writeCSV(w, s); err != nil {
			return nil, err
		}
	}
	w, err := z.Create("data.json")
	if err != nil {
		return nil, err
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(all); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func writeCSV(w io.Writer, s sheet) error {
	c := csv.NewWriter(w)
	if err := c.Write(s.Columns); err != nil {
		return err
	}
	for _, row := range s.Rows {
		record := make([]string, len(row))
		for i, v := range row {
			if v != nil {
				record[i] = spreadsheet.Harmless(fmt.Sprint(v))
			}
		}
		if err := c.Write(record); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

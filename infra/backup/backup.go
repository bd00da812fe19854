// Package backup copies a whole market, database and pictures, into one file and back. The copy is
// consistent: the database is read in one snapshot, and pictures are never changed once they are
// there. The format knows no engine, so that a market that began on SQLite can move to PostgreSQL.
//
// The file is a tar archive, compressed with zstd or gzip: manifest.json, then tables/NAME.copy in
// the text format of PostgreSQL's COPY, then media/KEY, then end.json. A file without its end, or
// with other numbers than it promises, is refused before anything is touched.
package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"bazaar/infra/media"
	"bazaar/infra/sqldb"
)

// format is raised when an older program could not read a file any more.
const format = 1

// Names inside of the archive.
const (
	manifestName = "manifest.json"
	endName      = "end.json"
	tablesDir    = "tables/"
	tableSuffix  = ".copy"
	mediaDir     = "media/"
)

// Manifest says what a copy holds.
type Manifest struct {
	Format int          `json:"format"`
	Engine sqldb.Engine `json:"engine"`
	// Schema is the number of the newest migration that had run.
	Schema int64     `json:"schema"`
	At     time.Time `json:"at"`
	// By is the version of the program that made the copy.
	By     string  `json:"by"`
	Tables []Table `json:"tables"`
}

// Table is one table of a copy. NextID is the number that its next row gets, 0 when its rows have
// none of their own.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	NextID  int64    `json:"next_id,omitempty"`
}

// Rows is the number of rows of all tables.
func (m Manifest) Rows() int64 {
	var n int64
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// end is the last entry of an archive.
type end struct {
	Pictures int64 `json:"pictures"`
}

// Market is what is copied, or restored into.
type Market struct {
	DB    *sqldb.DB
	Media media.Store // nil leaves the pictures out
	// Migrations are those of the schema; More brings the tables of the job queue.
	Migrations fs.FS
	More       func(context.Context, *sqldb.DB) error
}

// Result is what was copied or restored.
type Result struct {
	Manifest Manifest
	Pictures int64
	Bytes    int64 // size of the file
}

// Why a file is refused.
var (
	ErrDamaged  = errors.New("backup: the file is damaged or not complete")
	ErrNewer    = errors.New("backup: the file was made by a newer version of this program; use that one")
	ErrNotEmpty = errors.New("backup: the database holds a market already")
)

func damaged(why string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(why, args...))
}

// queue is the prefix of the tables of the job queue. Their rows are in the format of one engine;
// the marks of its migrations and of running processes belong to no copy.
const (
	queue    = "river_"
	queueJob = "river_job"
)

// belongs tells whether a table is part of a copy.
func belongs(name string) bool {
	return name != "goose_db_version" && (name == queueJob || len(name) < len(queue) || name[:len(queue)] != queue)
}

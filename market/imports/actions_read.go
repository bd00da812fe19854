package imports

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/imports/internal/rows"
)

// shownImports is how many imports a page lists, PageSize how many problems.
const (
	shownImports = 10
	PageSize     = 50
	mostKept     = 100
)

// Get reads an import of a shop. Another's is NotFound.
func Get(ctx context.Context, db *sqldb.DB, vendorID, id int64) (Import, error) {
	r, err := rows.New(db).Get(ctx, id, vendorID)
	if sqldb.NoRows(err) {
		return Import{}, fault.Missing()
	}
	if err != nil {
		return Import{}, fmt.Errorf("read import %d: %w", id, err)
	}
	return importOf(r), nil
}

// ReadResult reads an import of any shop, for the letter that tells its members what became of it.
// NotFound once it was cleaned away.
func ReadResult(ctx context.Context, db *sqldb.DB, id int64) (Import, error) {
	r, err := rows.New(db).ByID(ctx, id)
	if sqldb.NoRows(err) {
		return Import{}, fault.Missing()
	}
	if err != nil {
		return Import{}, fmt.Errorf("read import %d: %w", id, err)
	}
	return importOf(r), nil
}

// List lists the newest imports of a shop.
func List(ctx context.Context, db *sqldb.DB, vendorID int64) ([]Import, error) {
	found, err := rows.New(db).Latest(ctx, vendorID, shownImports)
	if err != nil {
		return nil, fmt.Errorf("list the imports of vendor %d: %w", vendorID, err)
	}
	list := make([]Import, len(found))
	for i, r := range found {
		list[i] = importOf(r)
	}
	return list, nil
}

// Report is one page of what is wrong with the rows of an import, in their order.
type Report struct {
	Problems           []Problem
	Total, Page, Pages int64
}

// Problems reads a page of what is wrong, in two statements. A page beyond the end is the last one.
// Whose the import is has been asked for before.
func Problems(ctx context.Context, db *sqldb.DB, i Import, page int64) (Report, error) {
	total, err := rows.New(db).CountProblems(ctx, i.ID)
	if err != nil {
		return Report{}, fmt.Errorf("count what is wrong in import %d: %w", i.ID, err)
	}
	out := Report{Total: total, Pages: max(1, (total+PageSize-1)/PageSize)}
	out.Page = min(max(1, page), out.Pages)
	if total == 0 {
		return out, nil
	}
	found, err := rows.New(db).ProblemPage(ctx, i.ID, (out.Page-1)*PageSize, PageSize)
	if err != nil {
		return Report{}, fmt.Errorf("list what is wrong in import %d: %w", i.ID, err)
	}
	for _, r := range found {
		out.Problems = append(out.Problems, problemOf(rows.ProblemsRow(r)))
	}
	return out, nil
}

func problemOf(r rows.ProblemsRow) Problem {
	return Problem{Row: r.Row, Column: r.Col, Value: r.Value, Message: fault.Message{Text: r.Message, Args: argsOf(r.Args)}}
}

// EachProblem hands everything that is wrong to f, in the order of the rows.
func EachProblem(ctx context.Context, db *sqldb.DB, i Import, f func(Problem) error) error {
	const together = 1000
	var last Problem
	for {
		found, err := rows.New(db).Problems(ctx, rows.ProblemsParams{ImportID: i.ID, AfterRow: last.Row, AfterCol: last.Column, Most: together})
		if err != nil {
			return fmt.Errorf("read what is wrong in import %d: %w", i.ID, err)
		}
		for _, r := range found {
			last = problemOf(r)
			if err := f(last); err != nil {
				return err
			}
		}
		if len(found) < together {
			return nil
		}
	}
}

// Left is a product that undoing left as it is, with one of the reasons above Revert.
type Left struct {
	ProductID int64
	Title     i18n.Text
	Reason    string
}

// ListKept lists what undoing left as it is, at most mostKept.
func ListKept(ctx context.Context, db *sqldb.DB, i Import) ([]Left, error) {
	found, err := rows.New(db).Kept(ctx, i.ID, mostKept)
	if err != nil {
		return nil, fmt.Errorf("list what import %d left: %w", i.ID, err)
	}
	list := make([]Left, len(found))
	for n, r := range found {
		list[n] = Left{ProductID: r.ProductID, Title: r.Title, Reason: r.Reason}
	}
	return list, nil
}

// Clean deletes imports that nobody has touched for four times Life, and before that their files once
// they are older than Life; it returns how many it deleted.
func Clean(ctx context.Context, d Desk, now time.Time) (int, error) {
	q := rows.New(d.DB)
	for {
		old, err := q.FilesBefore(ctx, sqldb.At(now.Add(-Life)))
		if err != nil {
			return 0, fmt.Errorf("look for old files of imports: %w", err)
		}
		if len(old) == 0 {
			break
		}
		for _, r := range old {
			if err := d.Files.Delete(ctx, r.File); err != nil {
				return 0, fmt.Errorf("delete the file of import %d: %w", r.ID, err)
			}
			if err := q.ForgetFile(ctx, r.ID); err != nil {
				return 0, fmt.Errorf("forget the file of import %d: %w", r.ID, err)
			}
		}
	}
	n, err := q.DeleteBefore(ctx, sqldb.At(now.Add(-4*Life)))
	if err != nil {
		return 0, fmt.Errorf("delete old imports: %w", err)
	}
	return int(n), nil
}

package site

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"bazaar/infra/cache"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/site/visitor"
)

const (
	// mirrorPatience bounds what a request may lose to its mirror.
	mirrorPatience = time.Second
	// mostOwed is how many accounts are remembered whose mirror could not be written.
	mostOwed = 10_000
	// mirrorLocks let the mirrors of different accounts be written at the same time.
	mirrorLocks = 64
)

// mirror copies sessions with their carts to Redis, where other programs may look at them. The
// database stays the place of record: nothing is ever read back to decide anything. A copy is
// written after the request that changed something, before its answer has left; what Redis could
// not take is written with a later one.
type mirror struct {
	cache cache.Cache
	db    *sqldb.DB
	now   func() time.Time
	locks [mirrorLocks]sync.Mutex

	mu       sync.Mutex
	owed     map[int64]bool
	catching bool
}

// newMirror is nil where no other program could look.
func newMirror(o Options) *mirror {
	if o.Cache == nil || o.Cache.Kind() == "memory" {
		return nil
	}
	return &mirror{cache: o.Cache, db: o.DB, now: o.Now, owed: map[int64]bool{}}
}

// Forget brings the copies of an account's sessions up to date after they were ended by somebody
// else, an administrator or the account's owner on another device: those that are over go at once
// instead of after their time. It is for a job; an error means that Redis could not take it yet.
func Forget(ctx context.Context, o Options, accountID int64) error {
	m := newMirror(o)
	if m == nil {
		return nil
	}
	return m.write(ctx, accountID)
}

// mirrors is the layer that keeps the copies up to date.
func (s *site) mirrors(next http.Handler) http.Handler {
	if s.mirror == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitor.Of(r)
		account, session := v.Actor.AccountID, v.Session
		next.ServeHTTP(w, r)
		if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), mirrorPatience)
		defer cancel()
		if v.Session != "" && v.Session != session { // somebody has just come in
			who, err := accounts.Visit(ctx, s.DB, v.Session, s.Now())
			if err != nil {
				return
			}
			account = who.Actor.AccountID
		}
		if account != 0 {
			s.mirror.refresh(ctx, account)
		}
		for _, touched := range v.Touched {
			s.mirror.refresh(ctx, touched)
		}
	})
}

// copied is what stands under the key of a session. The names are those of the shop that was
// replaced.
type copied struct {
	AccountID string                `json:"_auth_user_id"`
	Cart      map[string]copiedLine `json:"cart"`
	Units     int64                 `json:"cart_count"`
}

type copiedLine struct {
	ProductID int64   `json:"product_id"`
	Title     string  `json:"title"`
	Price     string  `json:"price"`
	Quantity  int64   `json:"qty"`
	Image     *string `json:"image"`
	VendorID  int64   `json:"vendor_id"`
}

// refresh writes what an account has now, and later what is owed when Redis takes it.
func (m *mirror) refresh(ctx context.Context, accountID int64) {
	if err := m.write(ctx, accountID); err != nil {
		if !errors.Is(err, cache.ErrDown) {
			log.WarnContext(ctx, "A session was not copied to Redis", "account", accountID, "error", err)
		}
		m.owe(accountID)
		return
	}
	if owed := m.takeOwed(); len(owed) > 0 {
		go m.catchUp(context.WithoutCancel(ctx), owed)
	}
}

// write copies every session of an account, and deletes the copies of those that have ended.
func (m *mirror) write(ctx context.Context, accountID int64) error {
	lock := &m.locks[accountID%mirrorLocks]
	lock.Lock() // an older cart must not overwrite a younger one
	defer lock.Unlock()
	indexKey := "sessions_of:" + strconv.FormatInt(accountID, 10)
	before, err := m.index(ctx, indexKey)
	if err != nil { // without Redis there is no reason to ask the database
		return err
	}
	live, err := accounts.LiveSessions(ctx, m.db, accountID, m.now())
	if err != nil {
		return err
	}
	value, err := m.value(ctx, accountID)
	if err != nil {
		return err
	}
	var ids []string
	for _, s := range live {
		ids = append(ids, s.ID)
		if err := m.cache.Set(ctx, sessionKey(s.ID), value, s.Expires.Sub(m.now())); err != nil {
			return err
		}
	}
	var ended []string
	for _, id := range before {
		if !slices.Contains(ids, id) {
			ended = append(ended, sessionKey(id))
		}
	}
	if err := m.cache.Delete(ctx, ended...); err != nil {
		return err
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return m.cache.Set(ctx, indexKey, list, accounts.SessionLife)
}

func sessionKey(id string) string { return "session:" + id }

// index lists the sessions of an account that have been copied.
func (m *mirror) index(ctx context.Context, key string) ([]string, error) {
	b, err := m.cache.Get(ctx, key)
	if errors.Is(err, cache.ErrMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []string
	_ = json.Unmarshal(b, &ids) // what somebody else wrote there is overwritten
	return ids, nil
}

// value is the copy of an account's cart. Further variants of a product, which the old shop did not
// have, stand under "product:variant".
func (m *mirror) value(ctx context.Context, accountID int64) ([]byte, error) {
	c, err := cart.Load(ctx, m.db, actor.Actor{AccountID: accountID}, m.now())
	if err != nil {
		return nil, err
	}
	all := copied{AccountID: strconv.FormatInt(accountID, 10), Cart: map[string]copiedLine{}, Units: c.Units()}
	for _, l := range c.Lines {
		key := strconv.FormatInt(l.ProductID, 10)
		if _, taken := all.Cart[key]; taken {
			key += ":" + strconv.FormatInt(l.VariantID, 10)
		}
		line := copiedLine{ProductID: l.ProductID, Title: l.Title.In("en"), Price: l.Price.Decimal(), Quantity: l.Quantity, VendorID: l.VendorID}
		if l.Picture != "" {
			image := media.URL(l.Picture, media.Widths[0])
			line.Image = &image
		}
		all.Cart[key] = line
	}
	return json.Marshal(all)
}

// owe remembers an account whose copies are not as they should be.
func (m *mirror) owe(accountID int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.owed) < mostOwed {
		m.owed[accountID] = true
	}
}

// takeOwed hands the owed accounts to one caller.
func (m *mirror) takeOwed() []int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.catching || len(m.owed) == 0 {
		return nil
	}
	m.catching = true
	var all []int64
	for id := range m.owed {
		all = append(all, id)
	}
	clear(m.owed)
	return all
}

func (m *mirror) catchUp(ctx context.Context, owed []int64) {
	defer func() {
		m.mu.Lock()
		m.catching = false
		m.mu.Unlock()
	}()
	for _, id := range owed {
		one, cancel := context.WithTimeout(ctx, mirrorPatience)
		if m.write(one, id) != nil {
			m.owe(id)
		}
		cancel()
	}
}

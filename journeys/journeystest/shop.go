package journeystest

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// Shop is the demo system as one environment answers it.
type Shop struct {
	Name     string
	Speed    float64                  // 1 is prod's; 1.05 five percent slower
	Slow     map[string]time.Duration // path → what a request takes there, before Speed
	Currency string
	Legacy   bool // answers carry a field the others have not, and lack one they have
	Hits     int  // articles a search finds
	Seed     uint64
}

// Shops are the three environments of the demo: staging is slow in search because it scans, dev answers with another body.
func Shops() []Shop {
	base := func() map[string]time.Duration {
		return map[string]time.Duration{"/api/login": 9 * time.Millisecond, "/api/search": 24 * time.Millisecond, "/api/checkout": 15 * time.Millisecond}
	}
	dev, staging, prod := base(), base(), base()
	staging["/api/search"] = 68 * time.Millisecond
	return []Shop{
		{Name: "dev", Speed: 1.1, Slow: dev, Currency: "EUR", Legacy: true, Hits: 3, Seed: 1},
		{Name: "staging", Speed: 1.06, Slow: staging, Currency: "EUR", Hits: 12, Seed: 2},
		{Name: "prod", Speed: 1, Slow: prod, Currency: "EUR", Hits: 12, Seed: 3},
	}
}

// PlainShops are Shops with a difference in search that no load of the machine can hide: for tests of what is said about it. Everything
// else is answered at once everywhere.
func PlainShops() []Shop {
	shops := Shops()
	for i := range shops {
		shops[i].Slow = map[string]time.Duration{}
	}
	shops[1].Slow["/api/search"] = 120 * time.Millisecond
	return shops
}

// Server is a running Shop.
type Server struct {
	URL  string
	srv  *http.Server
	done chan struct{}
}

// Start listens on a free port of 127.0.0.1.
func (s Shop) Start() (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("demo server %q: %w", s.Name, err)
	}
	out := &Server{URL: "http://" + l.Addr().String(), done: make(chan struct{})}
	out.srv = &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	go func() {
		defer close(out.done)
		_ = out.srv.Serve(l) // always ErrServerClosed, by Close
	}()
	return out, nil
}

// Close stops the server and waits for it.
func (s *Server) Close() {
	_ = s.srv.Close()
	<-s.done
}

// Handler answers like the shop.
func (s Shop) Handler() http.Handler {
	var mu sync.Mutex
	rnd := rand.New(rand.NewPCG(s.Seed, 7))
	wait := func(path string) time.Duration {
		mu.Lock()
		f := math.Exp(0.12 * rnd.NormFloat64())
		mu.Unlock()
		d := time.Duration(float64(s.Slow[path]) * max(s.Speed, 0.01) * f)
		time.Sleep(d)
		return d
	}
	serial := func() int {
		mu.Lock()
		defer mu.Unlock()
		return rnd.IntN(1 << 30)
	}
	reply := func(w http.ResponseWriter, took time.Duration, part string, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Server-Timing", fmt.Sprintf("%s;dur=%.1f, app;dur=0.3", part, float64(took)/1e6))
		_ = json.NewEncoder(w).Encode(v) // the client went away: nothing to do about it
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/login", func(w http.ResponseWriter, r *http.Request) {
		took := wait("/api/login")
		reply(w, took, "auth", map[string]any{"token": fmt.Sprintf("demo-token-%d", serial()), "user": map[string]any{"id": 7, "name": "demo"}})
	})
	mux.HandleFunc("GET /api/search", func(w http.ResponseWriter, r *http.Request) {
		took := wait("/api/search")
		hits := []any{}
		for i := range s.Hits {
			hits = append(hits, map[string]any{"id": 100 + i, "title": fmt.Sprintf("Shoe %d", i+1), "price": 4900 + 100*i})
		}
		reply(w, took, "db", map[string]any{"hits": hits, "took_ms": took.Milliseconds(), "request": fmt.Sprintf("%08x", serial())})
	})
	mux.HandleFunc("GET /api/checkout", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" {
			http.Error(w, `{"error":"log in first"}`, http.StatusUnauthorized)
			return
		}
		took := wait("/api/checkout")
		body := map[string]any{"currency": s.Currency, "total": 4900, "vat": 782, "items": []any{map[string]any{"id": 100, "count": 1}}, "methods": []any{"card", "invoice"}}
		if s.Legacy {
			delete(body, "vat")
			body["total"] = "49.00"
		}
		reply(w, took, "app", body)
	})
	return mux
}

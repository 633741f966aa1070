package gor_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/journeys/importers"
	"github.com/envparity/envparity/journeys/importers/gor"
)

const monkeys = "\n\U0001F435\U0001F648\U0001F649\n"

func req(id string, at int64, raw string) string {
	return fmt.Sprintf("1 %s %d 0\n%s%s", id, at, raw, monkeys)
}

func resp(id string, at, took int64, raw string) string {
	return fmt.Sprintf("2 %s %d %d\n%s%s", id, at, took, raw, monkeys)
}

func get(path, extra string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: shop.example\r\n" + extra + "\r\n"
}

func ok(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

const (
	a = "aaaaaaaaaaaaaaaa00000001"
	b = "bbbbbbbbbbbbbbbb00000001"
	t = int64(1_700_000_000_000_000_000)
)

func all(tt *testing.T, src string) ([]importers.Exchange, gor.Stats) {
	tt.Helper()
	var out []importers.Exchange
	st, err := gor.Exchanges(strings.NewReader(src), func(x importers.Exchange) error { out = append(out, x); return nil })
	if err != nil {
		tt.Fatal(err)
	}
	return out, st
}

func TestRequestsMeetTheirAnswersByIDAndTimeIsFromStartToEnd(tt *testing.T) {
	src := req(a, t, get("/one", "")) + req(b, t+1e6, get("/two", "")) +
		resp(b, t+21e6, 2e6, ok(`{"n":2}`)) + resp(a, t+30e6, 5e6, ok(`{"n":1}`))
	xs, st := all(tt, src)
	if len(xs) != 2 || st.Answered != 2 {
		tt.Fatalf("%d exchanges, %+v", len(xs), st)
	}
	if xs[0].URL != "http://shop.example/one" || xs[0].Took != 35*time.Millisecond || string(xs[0].RespBody) != `{"n":1}` {
		tt.Errorf("%s took %s: %s", xs[0].URL, xs[0].Took, xs[0].RespBody)
	}
	if xs[1].Took != 22*time.Millisecond { // start(2) − start(1) and the transfer; not the fourth field alone
		tt.Errorf("took %s", xs[1].Took)
	}
}

func TestACaptureWithoutItsLastSeparatorKeepsTheLastRecord(tt *testing.T) {
	src := strings.TrimSuffix(req(a, t, get("/one", ""))+req(b, t, get("/two", "")), monkeys)
	xs, st := all(tt, src)
	if len(xs) != 2 || !st.Unfinished {
		tt.Errorf("%d exchanges, %+v", len(xs), st)
	}
}

func TestOldHeadersAndGarbageAndSeparatorsInBodiesAreRead(tt *testing.T) {
	three := fmt.Sprintf("1 %s %d\n%s%s", a, t, get("/old", ""), monkeys)
	body := "POST /m HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n\U0001F435 in a text"
	xs, st := all(tt, "garbage"+monkeys+three+req(b, t, body)+"9 zzz 1 1\nhello"+monkeys)
	if len(xs) != 2 || st.Skipped != 2 {
		tt.Errorf("%d exchanges, %+v", len(xs), st)
	}
}

func TestChunksComeInTheirOrderAndGzipMayHaveSeveralMembers(tt *testing.T) {
	dir := tt.TempDir()
	write := func(name string, parts ...string) {
		var buf bytes.Buffer
		for _, p := range parts {
			if strings.HasSuffix(name, ".gz") {
				z := gzip.NewWriter(&buf)
				_, _ = io.WriteString(z, p)
				_ = z.Close()
			} else {
				buf.WriteString(p)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), buf.Bytes(), 0o600); err != nil {
			tt.Fatal(err)
		}
	}
	write("r_10.gor", req(a, t+10, get("/ten", "")))
	write("r_2.gor.gz", req(a, t+2, get("/two", "")), req(b, t+3, get("/three", "")))
	r, err := gor.Open(filepath.Join(dir, "r_*"))
	if err != nil {
		tt.Fatal(err)
	}
	defer r.Close()
	var got []string
	if _, err := gor.Exchanges(r, func(x importers.Exchange) error { got = append(got, x.URL); return nil }); err != nil {
		tt.Fatal(err)
	}
	if want := "http://shop.example/two http://shop.example/three http://shop.example/ten"; strings.Join(got, " ") != want {
		tt.Errorf("%q", got)
	}
}

func TestTheCommonestSessionBecomesAJourneyWithoutItsSecrets(tt *testing.T) {
	var src strings.Builder
	for i := range 20 {
		id := fmt.Sprintf("%016x", 0xabc0+i)
		at := t + int64(i)*60e9
		src.WriteString(req(id+"00000001", at, get("/cart/new", "Cookie: sid=topsecret\r\n")))
		src.WriteString(resp(id+"00000001", at+5e6, 0, ok(fmt.Sprintf(`{"cart":"cart-%06d"}`, i))))
		src.WriteString(req(id+"00000002", at+1e9, get(fmt.Sprintf("/cart/cart-%06d", i), "Cookie: sid=topsecret\r\n")))
		src.WriteString(resp(id+"00000002", at+1e9+5e6, 0, ok(`{}`)))
	}
	js, notes, err := gor.Drafts(strings.NewReader(src.String()), importers.Options{Name: "shop"}, 3)
	if err != nil || len(js) != 1 || len(js[0].Steps) != 2 {
		tt.Fatalf("%d journeys, %v, %q", len(js), err, notes)
	}
	var out bytes.Buffer
	if err := importers.WriteHCL(&out, &js[0], notes); err != nil {
		tt.Fatal(err)
	}
	if strings.Contains(out.String(), "topsecret") || !strings.Contains(out.String(), `"GET /cart/${cart}"`) {
		tt.Error(out.String())
	}
}

// endless is a reader of a capture of any size. It keeps nothing in memory.
type endless struct {
	left int64
	i    int64
	buf  []byte
}

func (e *endless) Read(p []byte) (int, error) {
	if len(e.buf) == 0 {
		if e.left <= 0 {
			return 0, io.EOF
		}
		e.i++
		id := fmt.Sprintf("%016x00000001", e.i%50_000)
		body := strings.Repeat("x", 4000)
		e.buf = []byte(req(id, t+e.i*1e6, get("/p/"+fmt.Sprint(e.i), "")) + resp(id, t+e.i*1e6+5e5, 0, ok(body)))
		e.left -= int64(len(e.buf))
	}
	n := copy(p, e.buf)
	e.buf = e.buf[n:]
	return n, nil
}

func TestALargeCaptureTakesFlatMemory(tt *testing.T) {
	size := int64(1 << 30)
	if testing.Short() {
		size = 64 << 20
	}
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak, n := uint64(0), 0
	st, err := gor.Exchanges(&endless{left: size}, func(importers.Exchange) error {
		if n++; n%20_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc)
		}
		return nil
	})
	if err != nil || st.Requests != st.Answered || st.Requests < int(size/5000) {
		tt.Fatalf("%+v %v", st, err)
	}
	if grown := int64(peak) - int64(before.HeapAlloc); grown > 32<<20 {
		tt.Errorf("%d MB grew while reading %d MB", grown>>20, size>>20)
	}
}

func FuzzExchanges(f *testing.F) {
	f.Add([]byte(req(a, t, get("/one", "")) + resp(a, t+1e6, 1, ok("{}"))))
	f.Add([]byte("1 " + a + " 5\nPOST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc" + monkeys))
	f.Add([]byte(monkeys + monkeys + "2 x 1 1\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot gzip"))
	f.Fuzz(func(tt *testing.T, src []byte) {
		js, _, err := gor.Drafts(bytes.NewReader(src), importers.Options{Name: "f"}, 3)
		if err == nil {
			for i := range js {
				if err := importers.WriteHCL(io.Discard, &js[i], nil); err != nil {
					tt.Fatal(err)
				}
			}
		}
	})
}

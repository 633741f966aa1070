//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/fleet"
	"github.com/envparity/envparity/fleet/kept"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// fleetSize is how many systems the proofs have: $ENVPARITY_FLEET, as `make fleet` sets it, else few.
func fleetSize(few int) int {
	if n, err := strconv.Atoi(os.Getenv("ENVPARITY_FLEET")); err == nil {
		return n
	}
	return few
}

// generated is a fleet of systems whose findings are known.
type generated struct {
	*place
	n      int
	random *rand.Rand
	bucket *s3.Client

	mu     sync.Mutex
	ended  map[string]bool // "SYSTEM RUN" of workers that came to their end
	killed int
}

func (g *generated) system(i int) string { return fmt.Sprintf("s%04d", i) }

// must is how many must-fix findings system i has in a run: one for each variable in which prod names staging.
func (g *generated) must(i, run int) int { return (i + run) % 3 }

// broken reports whether system i has a config that cannot be read.
func (g *generated) broken(i int) bool { return i%11 == 7 }

// lay writes the systems as they are in a run.
func (g *generated) lay(t *testing.T, run int) {
	t.Helper()
	files := map[string]string{"fleet.hcl": "name = \"generated\"\nsystems {\n  glob = \"services/*\"\n  tier = 2\n}\n", ".git/HEAD": ""}
	for i := range g.n {
		at := "services/" + g.system(i) + "/"
		files[at+"envparity.hcl"] = "environment \"staging\" {}\nenvironment \"prod\" {}\ncollect \"envvars\" { file = \"env/${env.name}.env\" }\n"
		if g.broken(i) {
			files[at+"envparity.hcl"] = "environment \"staging\" {"
		}
		staging, prod := "A=1\n", "A=1\n"
		for k := range g.must(i, run) {
			staging += fmt.Sprintf("HOST_%d=h%d.staging.example\n", k, k)
			prod += fmt.Sprintf("HOST_%d=h%d.staging.example\n", k, k)
		}
		files[at+"env/staging.env"], files[at+"env/prod.env"] = staging, prod
	}
	lay(t, g.repo, files)
}

// worker runs the part of one index. A moment that is not zero is when it is killed.
func (g *generated) worker(t *testing.T, run, index int, moment time.Duration) {
	at := time.Date(2026, 11, 20+run, 2, 0, 0, 0, time.UTC).Add(time.Duration(index) * time.Second)
	switch index % 10 { // clocks that are wrong
	case 3:
		at = at.Add(-9 * time.Hour)
	case 6:
		at = at.Add(7 * 24 * time.Hour)
	}
	cmd, said := g.command(t, "fleet", "run", "--index", strconv.Itoa(index), "--of", strconv.Itoa(g.n), "--run", fmt.Sprintf("night-%d", run), "--store", "s3://fleet/records", "--now", at.Format(time.RFC3339))
	if err := cmd.Start(); err != nil {
		t.Error(err)
		return
	}
	if moment > 0 {
		kill := time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
		defer kill.Stop()
	}
	_ = cmd.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case !cmd.ProcessState.Exited():
		g.killed++
	case cmd.ProcessState.ExitCode() == exitClean, g.broken(index) && cmd.ProcessState.ExitCode() == exitIncomplete:
		g.ended[g.system(index)+fmt.Sprintf(" night-%d", run)] = true
	default:
		t.Errorf("worker %d of run %d ended with %d: %s", index, run, cmd.ProcessState.ExitCode(), said)
	}
}

// run runs all workers of a run, some twice at once; one in four is killed at a random moment of the time that one takes.
func (g *generated) run(t *testing.T, run int, took time.Duration) {
	t.Helper()
	g.lay(t, run)
	type task struct {
		index  int
		moment time.Duration
	}
	var tasks []task
	for i := range g.n {
		moment := time.Duration(0)
		if g.random.IntN(4) == 0 {
			moment = took/2 + time.Duration(g.random.Int64N(int64(took)))
		}
		tasks = append(tasks, task{i, moment})
		if i%8 == 0 {
			tasks = append(tasks, task{i, 0})
		}
	}
	next := make(chan task)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for x := range next {
				g.worker(t, run, x.index, x.moment)
			}
		})
	}
	for _, x := range tasks {
		next <- x
	}
	close(next)
	wg.Wait()
}

// names lists the records of a system in the bucket, oldest first.
func (g *generated) names(t *testing.T, system string) []string {
	t.Helper()
	out, err := g.bucket.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: awssdk.String("fleet"), Prefix: awssdk.String("records/fleet/" + system + "/")})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range out.Contents {
		names = append(names, awssdk.ToString(o.Key))
	}
	slices.Sort(names)
	return names
}

// overview is the report as JSON.
func (g *generated) overview(t *testing.T, store string) (*fleet.Overview, []byte, *exec.Cmd) {
	t.Helper()
	cmd, said := g.command(t, "fleet", "report", "--format", "json", "--store", store, "--now", "2026-11-22T06:00:00Z", "--fail-on", "never")
	var out bytes.Buffer
	cmd.Stdout = &out
	if _ = cmd.Run(); !ended(cmd) {
		t.Fatalf("%s", said)
	}
	var o fleet.Overview
	if err := json.Unmarshal(out.Bytes(), &o); err != nil {
		t.Fatal(err)
	}
	return &o, out.Bytes(), cmd
}

// TestAFleetInABucketIsTheFoldOfWhatIsThere runs a fleet twice against a real S3 server: workers are killed at random moments, some run twice at once, some
// have wrong clocks, and one object is damaged. The overview is then held against what the bucket has, system by system.
func TestAFleetInABucketIsTheFoldOfWhatIsThere(t *testing.T) {
	server := real.StartS3(t)
	g := &generated{
		place: laidWriting(t, t.TempDir(), "http://127.0.0.1:1"), n: fleetSize(12), ended: map[string]bool{},
		bucket: s3.New(s3.Options{BaseEndpoint: awssdk.String(server.URL), UsePathStyle: true, Region: server.Region, Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, "")}),
	}
	if _, err := g.bucket.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: awssdk.String("fleet")}); err != nil {
		t.Fatal(err)
	}
	for _, kv := range server.Env() {
		k, v, _ := strings.Cut(kv, "=")
		t.Setenv(k, v)
	}
	seed := uint64(time.Now().UnixNano()) // every run tries other moments
	t.Logf("seed %d", seed)
	g.random = rand.New(rand.NewPCG(seed, 0))
	g.lay(t, 0)
	start := time.Now()
	g.worker(t, 0, 0, 0) // how long one takes
	took := time.Since(start)
	g.run(t, 0, took)
	g.run(t, 1, took)

	damaged := g.system(1)
	list := g.names(t, damaged)
	if len(list) == 0 { // it was killed in both runs
		g.worker(t, 1, 1, 0)
		list = g.names(t, damaged)
	}
	newest := slices.MaxFunc(list, func(a, b string) int { return strings.Compare(runIn(a)+a, runIn(b)+b) })
	if _, err := g.bucket.PutObject(t.Context(), &s3.PutObjectInput{Bucket: awssdk.String("fleet"), Key: awssdk.String(newest), Body: strings.NewReader("{\x00")}); err != nil {
		t.Fatal(err)
	}

	o, text, _ := g.overview(t, "s3://fleet/records")
	if _, again, _ := g.overview(t, "s3://fleet/records"); !bytes.Equal(text, again) {
		t.Error("the same records give other bytes")
	}
	states := map[fleet.State]int{}
	must := 0
	for i := range g.n {
		name := g.system(i)
		at := slices.IndexFunc(o.Systems, func(s fleet.System) bool { return s.Name == name })
		if at < 0 {
			t.Errorf("%s is not in the overview", name)
			continue
		}
		got, runs := o.Systems[at], map[string]bool{}
		for _, key := range g.names(t, name) {
			runs[runIn(key)] = true
		}
		for _, run := range []string{"night-0", "night-1"} {
			if g.ended[name+" "+run] && !runs[run] {
				t.Errorf("the worker of %s came to its end in %s, and there is no record", name, run)
			}
		}
		want := fleet.Never
		switch {
		case name == damaged:
			want = fleet.Damaged
		case runs["night-1"] && g.broken(i):
			want = fleet.FailedRun
		case runs["night-1"]:
			want = fleet.Audited
			must += g.must(i, 1)
		case runs["night-0"]:
			want = fleet.Stale
		}
		if got.State != want || want == fleet.Audited && got.Counts.MustFix != g.must(i, 1) || want != fleet.Audited && got.Counts != nil {
			t.Errorf("%s is %s with %+v, want %s with %d must-fix (%v)", name, got.State, got.Counts, want, g.must(i, 1), got.Why)
		}
		states[want]++
	}
	if o.Counts.MustFix != must || o.Tally.Systems != g.n {
		t.Errorf("%d must-fix findings in all, want %d; %+v", o.Counts.MustFix, must, o.Tally)
	}
	t.Logf("%d systems, %d workers killed; %v; %s for one", g.n, g.killed, states, took)
}

// runIn is the run that the key of a record names.
func runIn(key string) string {
	_, rest, _ := strings.Cut(key, "-night-")
	run, _, _ := strings.Cut(rest, "~")
	return "night-" + run
}

// TestAFleetOverManyDays folds the records of many systems and days from a folder, and says how long it takes and how much memory. The records of a day
// differ from those of the day before in one system of ten.
func TestAFleetOverManyDays(t *testing.T) {
	n, days := fleetSize(15), 6
	if n > 15 {
		days = 90
	}
	g := &generated{place: laidWriting(t, t.TempDir(), "http://127.0.0.1:1"), n: n}
	g.lay(t, 0)
	dir := filepath.Join(g.dir, "records")
	store, err := archive.Open(dir, archive.Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for day := range days {
		at := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC).AddDate(0, 0, day-days+1)
		for i := range n {
			if _, err := kept.Put(t.Context(), store, dayOf(g.system(i), i, day, at)); err != nil {
				t.Fatal(err)
			}
		}
	}
	start := time.Now()
	o, text, cmd := g.overview(t, dir)
	took := time.Since(start)
	if _, again, _ := g.overview(t, dir); !bytes.Equal(text, again) {
		t.Error("the same records give other bytes")
	}
	if o.Tally.Audited != n || len(o.Trend) != days || o.Trend[0].Systems != n {
		t.Errorf("%+v, %d runs", o.Tally, len(o.Trend))
	}
	memory := int64(0)
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		memory = usage.Maxrss / 1024 // Linux counts kilobytes
	}
	count, size := 0, int64(0)
	_ = filepath.WalkDir(dir, func(_ string, e os.DirEntry, _ error) error {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			count, size = count+1, size+info.Size()
		}
		return nil
	})
	t.Logf("%d systems, %d days: %d objects of %d bytes; the report took %s (%s of processor time) and %d MB", n, days, count, size, took.Round(time.Millisecond),
		(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(time.Millisecond), memory)
}

// dayOf is the record of system i on a day: 30 findings, of which one changes every ten days, and 20 secrets.
func dayOf(name string, i, day int, at time.Time) *fleet.Record {
	r := &fleet.Record{Head: fleet.Head{
		Schema: fleet.RecordSchema, System: name, Run: kept.RunOf(at), At: at.Add(time.Duration(i) * time.Second), Status: fleet.Complete, Judged: fmt.Sprintf("%016x", 1+day/60),
		Environments: []string{"dev", "staging", "prod"}, Reference: "prod", Scores: map[string]float64{"dev": 0.9, "staging": 0.95}, Version: "v1",
	}}
	for k := range 30 {
		id := k
		if k == 0 {
			id = 1000 + (day+i)/10
		}
		f := fleet.Finding{
			Fingerprint: fmt.Sprintf("%08x%08x", i, id), Verdict: "should-fix", State: "new", Kind: "changed", Pillar: "configuration", Resource: fmt.Sprintf("Deployment service-%d", id), Path: fmt.Sprintf("spec.template.spec.containers[name=api].env[name=SETTING_%d].value", k),
			About: fmt.Sprintf("named setting%d", k), Rule: fmt.Sprintf("builtin/rule-%d", k%7), Reason: "The two differ, and a test can pass in staging and the release still fail in prod.", Hint: "Give both the same value, or say in a waiver why they differ.",
			Owner: fmt.Sprintf("team-%d", i%12), Places: 1 + k%3, Environments: []string{"dev", "staging", "prod"},
		}
		if k < 5 {
			f.Verdict = "must-fix"
			r.Counts.MustFix++
		} else {
			r.Counts.ShouldFix++
		}
		r.Findings = append(r.Findings, f)
	}
	for k := range 20 {
		r.Secrets = append(r.Secrets, fleet.Sealed{Print: fmt.Sprintf("hmac:%060x", i*20+k-i%2*20), Key: "0123456789abcdef", Places: []fleet.Place{{Environment: "prod", Resource: fmt.Sprintf("Secret service-%d", k), Path: "data.API_TOKEN"}}})
	}
	return r
}

//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/envparity/envparity/fixtures/real"
	"github.com/envparity/envparity/snapshot/store/archive"
)

// wroteDocument is the line by which snapshot says that a document is in the store.
var wroteDocument = regexp.MustCompile(`(?m)^wrote \S*(snapshots/[^ ]+) \(`)

func TestAKillLeavesTheStoreInAFolderWhole(t *testing.T) {
	p := laidWriting(t, t.TempDir(), "http://127.0.0.1:1")
	killStore(t, p, p.repo+"/.envparity/store", "")
}

func TestAKillLeavesTheStoreInABucketWhole(t *testing.T) {
	server := real.StartS3(t)
	client := s3.New(s3.Options{
		BaseEndpoint: awssdk.String(server.URL), UsePathStyle: true, Region: server.Region,
		Credentials: credentials.NewStaticCredentialsProvider(server.AccessKey, server.SecretKey, ""),
	})
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: awssdk.String("snapshots")}); err != nil {
		t.Fatal(err)
	}
	for _, kv := range server.Env() {
		k, v, _ := strings.Cut(kv, "=")
		t.Setenv(k, v)
	}
	p := laidWriting(t, t.TempDir(), "http://127.0.0.1:1")
	killStore(t, p, "s3://snapshots/shop", "store = \"s3://snapshots/shop\"\n")
}

// killStore kills "envparity snapshot" at random moments. After each kill every document of the store can be read, those that were reported
// as written are there, and the next run works.
func killStore(t *testing.T, p *place, at, config string) {
	t.Helper()
	seed := uint64(time.Now().UnixNano()) // every run tries other moments
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	store, err := archive.Open(at, archive.Options{Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var reported []string
	run := func(turn int, moment time.Duration) (killed bool) {
		t.Helper()
		p.vary(t, turn)
		lay(t, p.repo, map[string]string{"envparity.hcl": config + "environment \"dev\" {}\nenvironment \"prod\" {}\ncollect \"envvars\" { file = \"deploy/${env.name}.env\" }\n"})
		cmd, said := p.command(t, "snapshot", "--trust", "--now", time.Unix(1_800_000_000+int64(turn), 0).UTC().Format(time.RFC3339))
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if moment > 0 {
			kill := time.AfterFunc(moment, func() { _ = cmd.Process.Kill() })
			defer kill.Stop()
		}
		_ = cmd.Wait()
		for _, m := range wroteDocument.FindAllStringSubmatch(said.String(), -1) {
			reported = append(reported, m[1])
		}
		return !exited(t, cmd, said)
	}
	start := time.Now()
	run(0, 0)
	if len(reported) != 2 {
		t.Fatalf("%v was reported", reported)
	}
	took := time.Since(start)
	killed := 0
	for turn := 1; killed < kills(t) && turn < 20*kills(t)+20; turn++ {
		moment := time.Duration(random.Int64N(int64(took)))
		if random.IntN(2) == 0 { // the store is written in the last part
			moment = took - moment/3
		}
		start := time.Now()
		if run(turn, max(moment, 1)) {
			killed++
		} else {
			took = min(took, time.Since(start))
		}
		v, err := store.Verify(t.Context())
		if err != nil || v.Damaged() > 0 {
			t.Fatalf("after kill %d: %v, %+v", killed, err, v)
		}
		for _, name := range reported {
			if !slices.ContainsFunc(v.Documents, func(d archive.Checked) bool { return d.Name == name }) {
				t.Fatalf("after kill %d: %s was reported as written, and is not there", killed, name)
			}
		}
	}
	t.Logf("killed %d times; %d documents were reported as written; %s a run", killed, len(reported), took)
}

// exited reports whether a command came to its end, which must be a good one.
func exited(t *testing.T, cmd *exec.Cmd, said *bytes.Buffer) bool {
	t.Helper()
	if !cmd.ProcessState.Exited() {
		return false
	}
	if !ended(cmd) {
		t.Fatal(fmt.Sprint("a run that nobody killed: ", said))
	}
	return true
}

package trust_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/workspace/trust"
)

func TestADigestChangesWithAllThatIsAgreedTo(t *testing.T) {
	dir := t.TempDir()
	tool := filepath.Join(dir, "tool")
	write := func(text string) {
		if err := os.WriteFile(tool, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a")
	needs := []collectors.Need{{Act: collectors.ActRun, What: "./tool", Files: []string{tool}}}
	first := trust.Digest([]byte("config"), dir, needs)
	if again := trust.Digest([]byte("config"), dir, needs); again != first {
		t.Errorf("%s and %s", first, again)
	}
	seen := map[string]string{first: "the first"}
	other := func(what, digest string) {
		if was, ok := seen[digest]; ok {
			t.Errorf("%s has the digest of %s", what, was)
		}
		seen[digest] = what
	}
	other("another config", trust.Digest([]byte("config "), dir, needs))
	other("another need", trust.Digest([]byte("config"), dir, []collectors.Need{{Act: collectors.ActAsk, What: "./tool", Files: []string{tool}}}))
	other("another credential", trust.Digest([]byte("config"), dir, []collectors.Need{{Act: collectors.ActRun, What: "./tool", With: "a token", Files: []string{tool}}}))
	other("no need", trust.Digest([]byte("config"), dir, nil))
	write("b")
	other("another program", trust.Digest([]byte("config"), dir, needs))
	if err := os.Remove(tool); err != nil {
		t.Fatal(err)
	}
	other("no program", trust.Digest([]byte("config"), dir, needs))
}

func TestAnAgreementHoldsForOnePlaceAndIsNobodyElses(t *testing.T) {
	dir := t.TempDir()
	s, err := trust.Open(func(string) string { return dir })
	if err != nil {
		t.Fatal(err)
	}
	here, there := filepath.Join(dir, "here.hcl"), filepath.Join(dir, "there.hcl")
	if _, ok := s.Find(here); ok {
		t.Error("nothing was agreed to")
	}
	if err := s.Record(here, "sha256:1", []collectors.Need{{Act: collectors.ActRun, What: "x"}}); err != nil {
		t.Fatal(err)
	}
	if a, ok := s.Find(here); !ok || a.Digest != "sha256:1" || strings.Join(a.Needs, "") != "run x" {
		t.Errorf("%+v %v", a, ok)
	}
	if _, ok := s.Find(there); ok {
		t.Error("it holds elsewhere")
	}
	files, err := os.ReadDir(s.Dir)
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	if was, err := s.Revoke(here); err != nil || !was {
		t.Error(was, err)
	}
	if was, err := s.Revoke(here); err != nil || was {
		t.Error(was, err)
	}
}

func TestADigestIsGivenInFullOrByEnoughOfItsBeginning(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0123456789abcdef", 4)
	for given, want := range map[string]bool{
		digest: true, strings.TrimPrefix(digest, "sha256:"): true, digest[:7+16]: true, digest[:7+15]: false, "": false, "sha256:": false, " " + digest + "\n": true,
		strings.Replace(digest, "0", "1", 1): false, digest + "0": false,
	} {
		if got := trust.Matches(given, digest); got != want {
			t.Errorf("%q: %v", given, got)
		}
	}
}

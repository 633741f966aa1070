package audit_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/envparity/envparity/audit"
)

func environ(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func quiet(string) {}

func TestKeyIsMadeOnceAndKept(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	keys := make([]string, 8)
	for i := range keys {
		wg.Go(func() {
			k, err := audit.Key(environ("XDG_CONFIG_HOME", dir), quiet)
			if err != nil {
				t.Error(err)
			}
			keys[i] = string(k)
		})
	}
	wg.Wait()
	for _, k := range keys {
		if k != keys[0] || len(k) < 32 {
			t.Fatalf("keys differ: %q", keys)
		}
	}
}

func TestAKeyInTheEnvironmentIsAsLongAsOneInAFile(t *testing.T) {
	_, err := audit.Key(environ(audit.KeyVariable, "4711"), quiet)
	if err == nil || !strings.Contains(err.Error(), "a key has 32 or more") {
		t.Fatalf("a PIN passed for a key: %v", err)
	}
	if strings.Contains(err.Error(), "4711") {
		t.Errorf("the error tells the key: %v", err)
	}
}

func TestOnlyAKeyThatAProgramMadeIsUsedAsItIs(t *testing.T) {
	for name, c := range map[string]struct {
		key  string
		asIs bool
	}{
		"made by envparity":    {"8f14e45fceea167a5a36dedd4bea2543c9f0f895fb98ab9159f51fd0297e236d", true},
		"a sentence":           {"correct horse battery staple, four common words", false},
		"a number, filled up":  {strings.Repeat("0", 60) + "4711", false},
		"a pattern":            {strings.Repeat("0123456789abcdef", 2), false},
		"one character thirty": {strings.Repeat("k", 64), false},
	} {
		k, err := audit.Key(environ(audit.KeyVariable, c.key), quiet)
		if err != nil {
			t.Fatal(err)
		}
		if (string(k) == c.key) != c.asIs {
			t.Errorf("%s: used as it is: %v", name, !c.asIs)
		}
		again, err := audit.Key(environ(audit.KeyVariable, " "+c.key+"\n"), quiet)
		if err != nil || string(again) != string(k) {
			t.Errorf("%s: another result on another machine: %v", name, err)
		}
	}
}

func TestWhatAKilledProcessLeftOfAKeyIsRemoved(t *testing.T) {
	dir := t.TempDir()
	if _, err := audit.Key(environ("XDG_CONFIG_HOME", dir), quiet); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, "envparity", ".key.123456")
	if err := os.WriteFile(left, []byte("half a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Key(environ("XDG_CONFIG_HOME", dir), quiet); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", left, err)
	}
}

func TestAKeyFileThatOthersCanReadIsReported(t *testing.T) {
	if os.PathSeparator == '\\' {
		t.Skip("Windows has no such modes")
	}
	dir := t.TempDir()
	said := ""
	warn := func(text string) { said += text }
	if _, err := audit.Key(environ("XDG_CONFIG_HOME", dir), warn); err != nil || said != "" {
		t.Fatalf("%v, said %q of a new key", err, said)
	}
	if err := os.Chmod(filepath.Join(dir, "envparity", "key"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := audit.Key(environ("XDG_CONFIG_HOME", dir), warn); err != nil || !strings.Contains(said, "0644") || !strings.Contains(said, "chmod 600") {
		t.Errorf("%v, said %q", err, said)
	}
}

package names_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/envparity/envparity/names"
)

func TestWordsOfANameReadAlikeHoweverItIsWritten(t *testing.T) {
	for name, want := range map[string]string{
		"DBHost":              "db host",
		"APIKey":              "api key",
		"awsAccountIDs":       "aws account ids",
		"S3Bucket":            "s3 bucket",
		"URLs":                "urls",
		"URLsOfAll":           "urls of all",
		"LOG_LEVEL":           "log level",
		"logLevel":            "log level",
		"log-level":           "log level",
		"spring.log.level":    "spring log level",
		"apiHTTPPort2":        "api http port2",
		"HTTPServer":          "http server",
		"PASSWORD":            "password",
		"x":                   "x",
		"":                    "",
		"--":                  "",
		"eu-west-1":           "eu west 1",
		"ÄnderungsLog":        "änderungs log",
		"a_b__c":              "a b c",
		"iPhone":              "i phone",
		"OAuth2Token":         "o auth2 token",
		"containers[name=ab]": "containers name ab",
	} {
		if got := strings.Join(names.Words(name), " "); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestWordsLoseNoLetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-z0-9_.\- ]{0,20}`).Draw(t, "name")
		letters := strings.Map(func(r rune) rune {
			if strings.ContainsRune("_.- ", r) {
				return -1
			}
			return r
		}, strings.ToLower(name))
		if got := strings.Join(names.Words(name), ""); got != letters {
			t.Fatalf("%q gives %q", name, got)
		}
	})
}

func TestEachWordNamesOneRole(t *testing.T) {
	seen := map[string]string{}
	last := -1
	for _, r := range names.Roles() {
		if r.Rank <= last || r.Rank > names.Production {
			t.Errorf("%s has rank %d after %d", r.Name, r.Rank, last)
		}
		last = r.Rank
		if names.RoleOf(r.Name, names.Likely) == nil {
			t.Errorf("%s is not among its own words", r.Name)
		}
		for _, w := range r.Words {
			if seen[w.Text] != "" {
				t.Errorf("%s names %s and %s", w.Text, seen[w.Text], r.Name)
			}
			seen[w.Text] = r.Name
			if w.Text != strings.ToLower(w.Text) || w.Certainty < names.Possible || w.Certainty > names.Certain {
				t.Errorf("%+v", w)
			}
		}
	}
}

func TestRoleOf(t *testing.T) {
	for _, c := range []struct {
		word  string
		least names.Certainty
		want  string
	}{
		{"Staging", names.Certain, "staging"},
		{"live", names.Certain, ""},
		{"live", names.Likely, "prod"},
		{"p", names.Likely, ""},
		{"p", names.Possible, "prod"},
		{"nonprod", names.Likely, "nonprod"},
		{"sit", names.Likely, "integration"},
		{"loadtest", names.Likely, "load"},
		{"orders", names.Possible, ""},
		{"", names.Possible, ""},
	} {
		got := ""
		if r := names.RoleOf(c.word, c.least); r != nil {
			got = r.Name
		}
		if got != c.want {
			t.Errorf("%q names %q, want %q", c.word, got, c.want)
		}
	}
}

func TestWhatMeansAnEnvironmentAndNothingElse(t *testing.T) {
	for text, want := range map[string]bool{
		"dev": true, "staging": true, "uat": true, "preprod": true, "test": false, "prod": false, "nonprod": false, "live": false, "stage": false, "demo": false, "x": false,
	} {
		if got := names.OnlyAnEnvironment(text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	for text, want := range map[string]bool{"nonprod": true, "Non-Production": true, "NOT_PROD": true, "prod": false, "dev": false, "": false} {
		if got := names.ForMany(text); got != want {
			t.Errorf("%s stands for many: %v", text, got)
		}
	}
	if got := names.ForProduction(); !slices.Equal(got, []string{"prod", "production", "prd", "live"}) {
		t.Errorf("for production: %v", got)
	}
}

func TestAnd(t *testing.T) {
	for want, list := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := names.And(list); got != want {
			t.Errorf("%v is %q", list, got)
		}
	}
}

func TestGeneratedEndsAreTakenOff(t *testing.T) {
	for name, want := range map[string]string{
		"app-config-2g8h7ktbm4": "app-config", "logs-3f9a1c": "logs", "bucket-123456789012": "bucket-123456789012", "orders": "orders", "2024": "2024",
	} {
		if got := names.StripHash(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestPartsAndVerbsGoWithTheirNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0 of 0 visits fail", 1: "1 of 1 visit fails", 3: "3 of 3 visits fail"} {
		if got := names.Of(n, n, "visit") + " " + names.Verb(n, "fails", "fail"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 files", 1: "1 file", 2: "2 files"} {
		if got := names.Count(n, "file"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

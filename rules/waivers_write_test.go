package rules_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/rules"
)

func TestAWaiverIsRemovedByTheBeginningOfItsFingerprint(t *testing.T) {
	src := "waiver \"a\" {\n  fingerprint = \"9f2c01aa\"\n}\nwaiver \"b\" {\n  fingerprint = \"9f2d02bb\"\n}\n"
	for beginning, want := range map[string]string{"9f2c": "9f2d02bb", "9f2d02bb": "9f2c01aa"} {
		out, err := rules.RemoveWaiver([]byte(src), "w.hcl", beginning)
		if err != nil || strings.Count(string(out), "waiver") != 1 || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v\n%s", beginning, err, out)
		}
	}
	for beginning, want := range map[string]string{"9f2": "several waivers", "777": "no waiver has", "": "no waiver has"} {
		if _, err := rules.RemoveWaiver([]byte(src), "w.hcl", beginning); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", beginning, err)
		}
	}
}

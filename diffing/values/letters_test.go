package values

import (
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestANumberInAnotherNotationThanTheTextIsAnotherValue(t *testing.T) {
	for text, want := range map[string]bool{
		"3.10": true, "1.20": true, "01234": true, "0o17": true, "0x1F": true, "1_000": true, "+1": true, ".5": true, "1e3": true, "-0": true, "5.0": true,
		"3.1": false, "0": false, "-1": false, "8080": false, "0.5": false, "111122223333": false, "123456789012345678901": false,
	} {
		number, quoted := snapshot.Node{Kind: snapshot.Number, Text: text}, snapshot.Node{Kind: snapshot.String, Text: text}
		if got := OtherNumber(&number, &quoted); got != want {
			t.Errorf("%s without quotes is another value: %v", text, got)
		}
		if OtherNumber(&number, &number) || OtherNumber(&quoted, &quoted) || OtherNumber(&quoted, &number) != want {
			t.Errorf("%s: quotes on both sides, or exchanged", text)
		}
	}
}

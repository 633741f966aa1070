package rules

import (
	"testing"

	"github.com/envparity/envparity/drift"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

func TestANameSaysIfASwitchTurnsSomethingOnOrOff(t *testing.T) {
	for name, want := range map[string]bool{
		"AUTH_ENABLED": false, "DISABLE_AUTH": true, "AUTH_DISABLED": true, "noTls": true, "skip-verify": true, "INSECURE_SKIP_VERIFY": true, "LOGIN_BYPASS": true,
		"LOGIN_BYPASS_DISABLED": false, "authenticationFallback": true, "MOCK_AUTH": true, "allowAnonymous": true, "notification_auth": false, "sslmode": false, "NODE_AUTH": false,
	} {
		if got := negated(names.AppendWords(nil, name)); got != want {
			t.Errorf("negated(%s) = %v", name, got)
		}
	}
}

// pointed returns a drift with one text for each environment, the reference last. "" means absent, and "?" unknown.
func pointed(kind drift.Kind, texts ...string) *facts {
	d, in := &drift.Drift{Kind: kind}, Context{}
	classes := map[string]int{}
	for i, text := range texts {
		in.Environments = append(in.Environments, drift.Environment{Name: string(rune('a' + i)), Reference: i == len(texts)-1})
		side := drift.Side{State: drift.AbsentState, Class: -1}
		switch text {
		case "":
		case "?":
			side.State = drift.UnknownState
		default:
			if _, ok := classes[text]; !ok {
				classes[text] = len(classes)
			}
			side = drift.Side{State: drift.Present, Class: classes[text], Text: text, Node: &snapshot.Node{Kind: snapshot.String, Text: text}}
		}
		d.Sides = append(d.Sides, side)
	}
	f := &facts{run: newRun(in)}
	f.point(d, nil)
	return f
}

func TestTheLowestEnvironmentAlone(t *testing.T) {
	for name, c := range map[string]struct {
		f    *facts
		want bool
	}{
		"it differs, the others agree":        {pointed(drift.Changed, "x", "y", "y"), true},
		"it lacks it":                         {pointed(drift.Missing, "", "y", "y", "y"), true},
		"it alone has it":                     {pointed(drift.Extra, "x", "", ""), true},
		"of two environments nobody is alone": {pointed(drift.Changed, "x", "y"), false},
		"another differs, too":                {pointed(drift.Changed, "x", "z", "y"), false},
		"the one in the middle differs":       {pointed(drift.Changed, "y", "x", "y"), false},
		"the reference differs":               {pointed(drift.Changed, "x", "x", "y"), false},
		"too few were observed":               {pointed(drift.Changed, "x", "?", "y"), false},
		"one between was not observed":        {pointed(drift.Changed, "x", "?", "y", "y"), true},
		"one below was not observed":          {pointed(drift.Missing, "?", "", "y", "y"), true},
		"the reference was not observed":      {pointed(drift.Changed, "x", "y", "y", "?"), false},
	} {
		if got := c.f.lowestAlone(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	leak := pointed(drift.Leaked, "x", "y", "y")
	leak.drift.Sides[0].Word = "y"
	if leak.lowestAlone() {
		t.Error("a leak into the lowest environment does not make it the only one that differs")
	}
}

func TestAmountsInTexts(t *testing.T) {
	for _, c := range []struct {
		other, ref string
		want       float64
	}{
		{"-Xmx2g", "-Xmx512m", 4},
		{"-Xmx512m -Xss1m", "-Xmx2048m -Xss1m", 0.25},
		{"-Xmx2g -Xms1g", "-Xmx1g -Xms2g", 0}, // two amounts, two answers
		{"--a=1 --b", "--a=2 --c", 0},
		{"redis-3node-large", "redis-dev", 32},
		{"db.t4g.micro", "db.t4g.medium", 0.25},
		{"orders-dev", "orders-live", 0},
		{"same", "same", 0},
	} {
		if got := pointed(drift.Changed, c.other, c.ref).amountRatio(); got != c.want {
			t.Errorf("%q against %q: %v, want %v", c.other, c.ref, got, c.want)
		}
	}
}

func TestTheReferenceAlone(t *testing.T) {
	for name, c := range map[string]struct {
		f    *facts
		want bool
	}{
		"it alone has it":                     {pointed(drift.Missing, "", "", "y"), true},
		"it differs, the others agree":        {pointed(drift.Changed, "x", "x", "y"), true},
		"of two environments nobody is alone": {pointed(drift.Missing, "", "y"), false},
		"the others differ among themselves":  {pointed(drift.Changed, "x", "z", "y"), false},
		"another has it, too":                 {pointed(drift.Missing, "", "y", "y"), false},
		"one of the others was not observed":  {pointed(drift.Missing, "?", "", "y"), true},
		"it was not observed":                 {pointed(drift.Changed, "x", "x", "?"), false},
	} {
		if got := c.f.referenceAlone(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

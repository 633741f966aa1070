package envvars_test

import (
	"testing"

	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/collectors/envvars"
	"github.com/envparity/envparity/snapshot"
)

func TestUnitsAreReadAsSystemdDoes(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		spec  string
		want  map[string]string // "" for a variable that is not there, "?" for one that is unknown
	}{
		"a drop-in counts over its unit wherever it lies, and an empty EnvironmentFile= resets the list": {
			files: map[string]string{
				"lib/api.service": "[Service]\nEnvironment=LEVEL=info\nEnvironmentFile=old.env\nEnvironment=A=unit\n", "lib/old.env": "A=file\nOLD=1\n",
				"etc/api.service.d/override.conf": "[Service]\nEnvironment=LEVEL=debug\nEnvironmentFile=\nEnvironmentFile=new.env\n", "etc/api.service.d/new.env": "NEW=1\nA=file2\n",
			},
			spec: `systemd = ["lib/api.service", "etc/api.service.d/*.conf"]`, want: map[string]string{"LEVEL": "debug", "OLD": "", "NEW": "1", "A": "file2"},
		},
		"drop-ins count in the order of their names, not of their folders": {
			files: map[string]string{
				"a/x.service": "[Service]\nEnvironment=V=0\n", "z/x.service.d/10-a.conf": "[Service]\nEnvironment=V=10\n", "b/x.service.d/20-a.conf": "[Service]\nEnvironment=V=20\n",
			},
			spec: `systemd = ["a", "z", "b"]`, want: map[string]string{"V": "20"},
		},
		"what lies below etc hides a file of that name below usr": {
			files: map[string]string{
				"usr/lib/x.service": "[Service]\nEnvironment=V=usr W=1\n", "etc/x.service": "[Service]\nEnvironment=V=etc\n",
				"usr/lib/x.service.d/a.conf": "[Service]\nEnvironment=D=usr\n", "etc/x.service.d/a.conf": "[Service]\nEnvironment=E=etc\n",
			},
			spec: `systemd = ["usr", "etc"]`, want: map[string]string{"V": "etc", "W": "", "D": "", "E": "etc"},
		},
		"escapes, quotes and specifiers of Environment=": {
			files: map[string]string{"x.service": "[Service]\nEnvironment=E1=a\\x20b E2=%%x E3=%i \"E4=a b\" E5=\"c d\" 'E6=x\\ty' E7=$HOME\n"},
			spec:  `systemd = "x.service"`, want: map[string]string{"E1": "a b", "E2": "%x", "E3": "?", "E4": "a b", "E5": "c d", "E6": "x\ty", "E7": "$HOME"},
		},
		"comments within a continued line, other sections, and what is passed on or unset": {
			files: map[string]string{"x.service": "# c\n[Unit]\nEnvironment=U=1\n[Service]\nEnvironment=A=1 \\\n# no\n; no\n  B=2\nPassEnvironment=P Q\nUnsetEnvironment=B Q\n"},
			spec:  `systemd = "x.service"`, want: map[string]string{"U": "", "A": "1", "B": "", "P": "?", "Q": ""},
		},
		"an environment file is no dotenv file": {
			files: map[string]string{
				"e.service": "[Service]\nEnvironmentFile=e.env\n",
				"e.env":     "; a comment, too\nBASE=/srv\nDIR=${BASE}/x\nPASS=pa$word\nNOTE=keep # this too\nTICK=`date`\nESC=\"a\\nb\"\nSPACED = v\nCONT=a\\\nb\nBS=a\\ b\n",
			},
			spec: `systemd = "e.service"`,
			want: map[string]string{"DIR": "${BASE}/x", "PASS": "pa$word", "NOTE": "keep # this too", "TICK": "`date`", "ESC": `a\nb`, "SPACED": "v", "CONT": "ab", "BS": "a b"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := collectortest.Collect(t.Context(), t, envvars.Type(), lay(t, c.files), c.spec+"\nservice = \"svc\"")
			if len(r.Resources) != 1 || r.Outcome.Status != snapshot.Complete {
				t.Fatalf("%+v", r)
			}
			for key, want := range c.want {
				n, got := r.Resources[0].Tree().Child(key), ""
				switch {
				case n != nil && n.Kind == snapshot.Unknown:
					got = "?"
				case n != nil:
					got = r.Resources[0].Tree().Child(key).Text
				}
				if got != want && !(n != nil && n.Kind == snapshot.Secret) {
					t.Errorf("%s is %q, want %q", key, got, want)
				}
			}
		})
	}
}

func TestTheDialectIsGuessedByWhatStandsBeside(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nothing":                 {map[string]string{}, "#fff"},
		"dotenv of Node.js":       {map[string]string{"app/package.json": `{"dependencies": {"dotenv": "17"}}`}, ""},
		"a folder above":          {map[string]string{"package.json": `{"dependencies": {"dotenv": "17"}}`}, ""},
		"the nearest counts":      {map[string]string{"package.json": `{"dependencies": {"dotenv": "17"}}`, "app/requirements.txt": "python-dotenv==1.2\n"}, "#fff"},
		"two programs, so none":   {map[string]string{"app/package.json": `{"dependencies": {"dotenv": "17"}}`, "app/requirements.txt": "python-dotenv==1.2\n"}, "#fff"},
		"a package.json of other": {map[string]string{"app/package.json": `{"dependencies": {"react": "19"}}`}, "#fff"},
		"Ruby":                    {map[string]string{"app/Gemfile": "gem 'dotenv'\n"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.files["app/.env"] = "COLOR=#fff\n"
			r := collectortest.Collect(t.Context(), t, envvars.Type(), lay(t, c.files), `file = "app/.env"`)
			if n := r.Resources[0].Tree().Child("COLOR"); n == nil || n.Text != c.want {
				t.Errorf("%+v, want %q", n, c.want)
			}
		})
	}
	r := collectortest.Collect(t.Context(), t, envvars.Type(), lay(t, map[string]string{".env": "A='x'\n"}), "file = \".env\"\ndialect = \"docker\"")
	if n := r.Resources[0].Tree().Child("A"); n.Text != "'x'" {
		t.Errorf("the dialect that is named counts: %+v", n)
	}
}

func TestComposeResolvesReferencesByItsOwnRules(t *testing.T) {
	files := map[string]string{
		".env":         "COLOR=#fff\nQUOTE='it\\'s'\nBASE=x\nPLUS=${BASE:+set}\nEMPTY=\nDASH=${EMPTY-dflt}\nOPEN=${NOWHERE}\n",
		"b.env":        "COLOR=#000\n",
		"a.env":        "COLOR=#aaa\nBASE=a\n",
		"compose.yaml": "services:\n  s:\n    image: i\n    environment: { COLOR: \"${COLOR}\", QUOTE: \"${QUOTE}\", PLUS: \"${PLUS}\", DASH: \"${DASH}\", OPEN: \"${OPEN}\" }\n",
	}
	for spec, want := range map[string]map[string]string{
		`compose = "compose.yaml"`:                                      {"COLOR": "#fff", "QUOTE": "it's", "PLUS": "set", "DASH": ""},
		"compose = \"compose.yaml\"\nenv_file = [\"b.env\", \"a.env\"]": {"COLOR": "#aaa"},
		"compose = \"compose.yaml\"\nenv_file = [\"a.env\", \"b.env\"]": {"COLOR": "#000"},
	} {
		r := collectortest.Collect(t.Context(), t, envvars.Type(), lay(t, files), spec)
		for key, text := range want {
			if n := r.Resources[0].Tree().Child(key); n == nil || n.Text != text || n.Kind != snapshot.String {
				t.Errorf("%s: %s is %+v, want %q", spec, key, n, text)
			}
		}
		if n := r.Resources[0].Tree().Child("OPEN"); n.Kind != snapshot.Unknown {
			t.Errorf("%s: OPEN is %+v", spec, n)
		}
	}
}

package leaks_test

import (
	"testing"

	"github.com/envparity/envparity/diffing/leaks"
	"github.com/envparity/envparity/diffing/vocabulary"
)

const dev, staging, prod = 0, 1, 2

// newJudge returns a judge for dev, staging and prod. It has seen dev and staging with their own words in `orders-store-‹›` and
// `github-repos-‹›-state`.
func newJudge() *leaks.Judge {
	v := vocabulary.New([]vocabulary.Env{{Name: "dev"}, {Name: "staging"}, {Name: "prod", Reference: true}})
	stems := leaks.StemsOf(v, [][]leaks.Pair{{
		{EnvA: dev, EnvB: prod, A: "orders-store-dev", B: "orders-store-prod"},
		{EnvA: dev, EnvB: prod, A: "github-repos-dev-state", B: "github-repos-prod-state"},
		{EnvA: dev, EnvB: prod, A: "left-dev", B: "right-prod"}, // no pair of one name
	}})
	return leaks.NewJudge(vocabulary.NewLexicon(v), stems, func() map[string]bool { return nil }, 3, prod, nil)
}

func TestATextLeaksOnlyWithASign(t *testing.T) {
	j := newJudge()
	for name, x := range map[string]struct {
		env             int
		attribute, text string
		word            string // "" where nothing leaks
	}{
		"a name that varies with the environment":     {prod, "x", "orders-store-staging", "staging"},
		"a name that was never seen to vary":          {prod, "x", "left-staging", ""},
		"a host":                                      {prod, "DB_HOST", "db.staging.shop.example", "staging"},
		"its own host":                                {prod, "DB_HOST", "db.prod.shop.example", ""},
		"the last word of a name in a bucket's place": {staging, "bucket", "orders-prod", "prod"},
		"beside its own name":                         {staging, "bucket", "staging-prod-orders", ""},
		"every environment's name":                    {prod, "DB_HOST", "dev,staging,prod", ""},
		"an environment's name":                       {prod, "environment", "staging", "staging"},
		"a mode that the reference runs in":           {prod, "NODE_ENV", "staging", "staging"},
		"a mode that another runs in":                 {staging, "NODE_ENV", "prod", ""},
		"a word alone":                                {prod, "colour", "staging", ""},
		"prose":                                       {prod, "description", "as it is in staging, more or less", ""},
		"prose that shouts":                           {prod, "description", "Shop STAGING is slow today", "STAGING"},
		"who looks after it":                          {prod, "owner", "team-staging", ""},
		"a size":                                      {prod, "plan", "redis-staging", ""},
		"a variable in a list":                        {prod, "command", "DB_HOST=db.staging.shop.example", "staging"},
		"an argument":                                 {prod, "args", "--bucket=orders-store-staging", "staging"},
		"an argument in a script":                     {prod, "command", "exec /app/server --db-host=db.staging.shop.example --port=8080", "staging"},
		"an argument after its flag":                  {prod, "command", "psql -h db.staging.shop.example -c 'select 1'", "staging"},
		"a URL in a script":                           {prod, "command", "curl -s \"https://lb.staging.shop.example/drain\" && sleep 5", "staging"},
		"a URL as an argument":                        {prod, "command", "https://lb.staging.shop.example/drain", "staging"},
		"a host as the value of any flag":             {prod, "extraArgs", "--brokers=kafka-0.staging.shop.example:9092", "staging"},
		"an environment as the value of a flag":       {prod, "args", "serve --environment staging", "staging"},
		"its own host in a script":                    {prod, "command", "exec /app/server --db-host=db.prod.shop.example", ""},
		"a path into the image":                       {prod, "command", "cp /app/conf/staging/app.conf /etc/app.conf", ""},
		"a word of a script":                          {prod, "command", "echo no staging here", ""},
		"the topic of another environment":            {prod, "actions", "arn:aws:sns:eu-west-1:111122223333:alarms-staging", "staging"},
		"the role of another environment":             {prod, "actions", "arn:aws:iam::111122223333:role/x-staging", ""},
		"a part of a path of keys":                    {prod, "x", "a/staging/key", "staging"},
		"a device":                                    {prod, "x", "/dev/sda/x", ""},
		"a reference":                                 {prod, "DB_HOST", "${staging.host}", ""},
		"a build that the reference runs too":         {staging, "image", "registry.example/shop:prod-4f1c2", ""},
		"certificates of an authority for all":        {staging, "url", "https://letsencrypt-prod.example", ""},
	} {
		t.Run(name, func(t *testing.T) {
			at := leaks.At{Env: x.env, Name: x.attribute, Place: j.PlaceOf(x.attribute)}
			h, ok := j.Signed(at, x.text)
			if ok != (x.word != "") || ok && h.Word != x.word {
				t.Errorf("%q at %q of environment %d: got %q, %v, want %q", x.text, x.attribute, x.env, h.Word, ok, x.word)
			}
		})
	}
}

func TestANameIsCorroboratedByNamesThatBeginAlike(t *testing.T) {
	j := newJudge()
	for text, want := range map[string]bool{
		"github-repos-staging-lock": true,
		"other-repos-staging-lock":  false,
		"github-repos-prod-lock":    false, // its own
		"github repos staging lock": false,
	} {
		if _, got := j.Corroborated(leaks.At{Env: prod, Name: "table"}, text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	if _, got := j.Corroborated(leaks.At{Env: dev, Name: "table"}, "github-repos-prod-lock"); got {
		t.Error("what is called after the reference proves nothing, and is reported")
	}
}

func TestKeysOfMapsLeak(t *testing.T) {
	j := newJudge()
	for name, x := range map[string]struct {
		key   string
		above leaks.Place
		want  bool
	}{
		"a name that varies with the environment": {"orders-store-staging", leaks.Place{}, true},
		"below a host":      {"db.staging.shop.example", leaks.Place{Bound: true}, true},
		"below nothing":     {"db.staging.shop.example", leaks.Place{}, false},
		"a key of a format": {"staging_host", leaks.Place{Bound: true}, false},
		"its own":           {"db.prod.shop.example", leaks.Place{Bound: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := j.Key(leaks.At{Env: prod, Name: x.key}, x.above); got != x.want {
				t.Errorf("%q: got %v, want %v", x.key, got, x.want)
			}
		})
	}
}

func TestAPlaceIsClassifiedByItsName(t *testing.T) {
	for name, want := range map[string]leaks.Place{
		"description":            {Prose: true},
		"DEPLOY_ENV":             {Names: true},
		"NODE_ENV":               {Mode: true},
		"PASSENGER_APP_ENV":      {Mode: true},
		"instance-class":         {Plan: true},
		"UPLOAD_BUCKET":          {Bound: true, Owned: true},
		"slack-channel":          {Team: true},
		"EMAIL_BUCKET":           {Bound: true, Owned: true},
		"bucket_size":            {Bound: true},
		"serviceAccountName":     {Bound: true, Label: true},
		"next_environment":       {},
		"environment_variables":  {},
		"metadata/annotations/x": {},
	} {
		if got := leaks.PlaceOf(name); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

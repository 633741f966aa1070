package align

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// words is a Neutral that removes the environments' own names.
type words []string

func (w words) Key(env int, text string) string {
	out := strings.Split(text, "-")
	out = slices.DeleteFunc(out, func(s string) bool { return s == w[env] })
	if len(out) == 0 {
		return "*"
	}
	return strings.Join(out, "-")
}

func (w words) Bare(text string) string {
	for e := range w {
		text = w.Key(e, text)
	}
	return text
}

// thing is one resource, written kind/scope/name or kind/name, with its content after a space.
func thing(spec string) *snapshot.Resource {
	address, content, _ := strings.Cut(spec, " ")
	part := strings.Split(address, "/")
	r := &snapshot.Resource{Collector: "c", Kind: part[0], Name: part[len(part)-1], Root: snapshot.Node{Kind: snapshot.Map}}
	if len(part) == 3 {
		r.Scope = part[1]
	}
	list := strings.Fields(content)
	sort.Strings(list)
	for _, kv := range list {
		k, v, _ := strings.Cut(kv, "=")
		r.Root.Children = append(r.Root.Children, snapshot.Node{Key: k, Kind: snapshot.String, Text: v})
	}
	return r
}

func columns(envs ...[]string) []Column {
	var cols []Column
	for e, list := range envs {
		c := Column{Env: e, Voice: e}
		for _, s := range list {
			c.Resources = append(c.Resources, thing(s))
		}
		cols = append(cols, c)
	}
	return cols
}

// written writes groups as "a+b+-", one name a column.
func written(groups []Group) []string {
	var out []string
	for _, g := range groups {
		var names []string
		for _, r := range g.At {
			if r == nil {
				names = append(names, "-")
				continue
			}
			n := r.Name
			if r.Scope != "" {
				n = r.Scope + "/" + n
			}
			names = append(names, n)
		}
		out = append(out, strings.Join(names, " + "))
	}
	return out
}

func TestResourcesMeet(t *testing.T) {
	many := func(n int, format string) (list []string) {
		for i := range n {
			list = append(list, fmt.Sprintf(format, i, i))
		}
		return list
	}
	for name, c := range map[string]struct {
		envs [][]string
		want []string
	}{
		"by their exact names":                         {[][]string{{"D/a", "D/b"}, {"D/b", "D/a"}}, []string{"a + a", "b + b"}},
		"though the name has the environment's word":   {[][]string{{"D/orders-dev"}, {"D/orders-prod"}}, []string{"orders-dev + orders-prod"}},
		"though one has no word":                       {[][]string{{"D/orders-dev"}, {"D/orders"}}, []string{"orders-dev + orders"}},
		"though the namespace differs":                 {[][]string{{"D/shop-dev/a"}, {"D/shop-prod/a"}}, []string{"shop-dev/a + shop-prod/a"}},
		"though the scope is wholly another":           {[][]string{{"D/rds.tf/db"}, {"D/database.tf/db"}}, []string{"rds.tf/db + database.tf/db"}},
		"though a hash was generated":                  {[][]string{{"C/conf-7bh2g4kd9m"}, {"C/conf-htd55k2b4c"}}, []string{"conf-7bh2g4kd9m + conf-htd55k2b4c"}},
		"though written in another way":                {[][]string{{"S/app-redis"}, {"S/app_redis"}}, []string{"app-redis + app_redis"}},
		"the exact name before the neutral one":        {[][]string{{"K/x-prod", "K/x-dev"}, {"K/x-prod"}}, []string{"x-dev + -", "x-prod + x-prod"}},
		"the stray does not take the right one's":      {[][]string{{"D/x-dev"}, {"D/x-dev", "D/x-uat"}, {"D/x-prod"}}, []string{"x-dev + x-uat + x-prod", "- + x-dev + -"}},
		"two that fold to one name are not mixed":      {[][]string{{"D/x-dev", "D/x"}, {"D/x"}}, []string{"x + x", "x-dev + -"}},
		"of two of one name in two scopes, only one":   {[][]string{{"D/s1/x", "D/s2/x"}, {"D/s3/x"}}, []string{"s1/x + s3/x", "s2/x + -"}},
		"by what is in them":                           {[][]string{{"Q/one a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10 k=11"}, {"Q/two a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10 k=11"}}, []string{"one + two"}},
		"not by what everything has":                   {[][]string{append(many(20, "Q/l%d x=1 id=a%d"), "Q/foo x=1 id=q"), append(many(20, "Q/l%d x=1 id=a%d"), "Q/bar x=1 id=r")}, nil},
		"not across kinds":                             {[][]string{{"Q/one a=1"}, {"P/one a=1"}}, []string{"- + one", "one + -"}},
		"three environments, by the reference first":   {[][]string{{"Q/one a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10 k=11"}, {"Q/two a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10 k=11"}, {"Q/three a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10 k=11"}}, []string{"one + two + three"}},
		"though one has a word more":                   {[][]string{{"M/create_link_queue a=1 b=2 c=3 e=q f=s g=t"}, {"M/create_link_queue_m a=1 b=2 c=3 e=r f=u g=v"}}, []string{"create_link_queue + create_link_queue_m"}},
		"not with another word":                        {[][]string{{"M/create_link_queue a=1 b=2 c=3 d=4 e=q f=s"}, {"M/create_unlink_queue a=1 b=2 c=3 d=4 e=r f=u"}}, []string{"create_link_queue + -", "- + create_unlink_queue"}},
		"by the name inside, whatever the address":     {[][]string{{"k8s_secret/cache a=1 b=2 name=orders-cache-dev"}, {"k8s_secret/ui_redis q=7 z=8 name=orders-cache"}}, []string{"cache + ui_redis"}},
		"not by a name that two have inside":           {[][]string{{"k8s_secret/one a=1 name=orders", "k8s_secret/two b=2 name=orders"}, {"k8s_secret/three c=3 name=orders"}}, []string{"one + -", "- + three", "two + -"}},
		"not by a name that is only a variable":        {[][]string{{"k8s_secret/one a=1 b=2 name=${var.name}"}, {"k8s_secret/two q=7 z=8 name=${var.name}"}}, []string{"one + -", "- + two"}},
		"one that only two of three environments have": {[][]string{{"D/x-dev"}, {"D/x-uat"}, {}}, []string{"x-dev + x-uat + -"}},
	} {
		t.Run(name, func(t *testing.T) {
			names := words{"dev", "uat", "prod"}
			if len(c.envs) == 2 {
				names = words{"dev", "prod"}
			}
			a := New(columns(c.envs...), names, Options{Reference: len(c.envs) - 1})
			a.Names()
			got := written(a.Rest(true))
			if c.want == nil {
				if n := len(got); n != 22 || !slices.Contains(got, "foo + -") {
					t.Errorf("%d groups: %q", n, got)
				}
				return
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnOverrideDecides(t *testing.T) {
	cols := columns([]string{"D/a", "D/b"}, []string{"D/a", "D/c"})
	a := New(cols, words{"dev", "prod"}, Options{Reference: 1, Overrides: []Override{{Kind: "D", Names: []string{"b", "a"}}}})
	if got := written(a.Rest(true)); !slices.Equal(got, []string{"a + -", "b + a", "- + c"}) {
		t.Errorf("%q", got)
	}
}

func TestGeneratedSuffixesAreStripped(t *testing.T) {
	for name, want := range map[string]string{
		"conf-7bh2g4kd9m": "conf", "topic-15b2b4a6af7714848baeaf5f41c85fcd": "topic", "job-1670251827": "job", "web-5d4f8c7b9d-x2x4z": "web-5d4f8c7b9d-x2x4z",
		"orders-v2": "orders-v2", "db-10": "db-10", "arn-123456789012": "arn-123456789012", "deadbeef": "deadbeef", "facade-decade": "facade-decade", "": "",
	} {
		if got := names.StripHash(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

// FuzzAlign holds that every resource is in exactly one group, in its own column, and that the order of resources does not matter.
func FuzzAlign(f *testing.F) {
	f.Add("D/a D/b", "D/b D/a-prod", "D/x-dev")
	f.Add("D/x-dev D/x-dev D/x", "D/x", "")
	f.Add("Q/s-dev/one Q/s-dev/two-7bh2g4kd9m", "Q/s-prod/one", "Q/s/ONE Q/t/o_n_e")
	f.Fuzz(func(t *testing.T, dev, uat, prod string) {
		var lists [][]string
		for _, s := range []string{dev, uat, prod} {
			list := strings.Fields(s)
			if len(list) > 40 {
				t.Skip()
			}
			lists = append(lists, list)
		}
		run := func(cols []Column) []string {
			a := New(cols, words{"dev", "uat", "prod"}, Options{Reference: 2})
			a.Names()
			groups := a.Rest(true)
			seen := map[*snapshot.Resource]int{}
			for _, g := range groups {
				for ci, r := range g.At {
					if r != nil {
						seen[r]++
						if !slices.Contains(cols[ci].Resources, r) {
							t.Fatal("a resource is in another's column")
						}
					}
				}
			}
			for _, c := range cols {
				for _, r := range c.Resources {
					if seen[r] != 1 {
						t.Fatalf("%s is in %d groups", r.Name, seen[r])
					}
				}
			}
			return written(groups)
		}
		one := run(columns(lists...))
		for _, l := range lists {
			slices.Reverse(l)
		}
		if two := run(columns(lists...)); !slices.Equal(one, two) {
			t.Fatalf("%q, the other way round %q", one, two)
		}
	})
}

func TestMembersOfOtherNamesDoNotMeetByContent(t *testing.T) {
	for name, c := range map[string]struct {
		staging, prod string // members
		want          []string
	}{
		"one name":         {"chile", "chile", []string{"one + two"}},
		"two names":        {"chile", "peru", []string{"one + -", "- + two"}},
		"one has no name":  {"chile", "", []string{"one + two"}},
		"none has members": {"", "", []string{"one + two"}},
	} {
		t.Run(name, func(t *testing.T) {
			cols := columns([]string{"Q/one a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10 k=11"}, []string{"Q/two a=1 b=2 c=3 d=4 e=5 f=6 g=7 h=8 i=9 j=10 k=11"})
			cols[0].Member, cols[1].Member = c.staging, c.prod
			a := New(cols, words{"staging", "prod"}, Options{Reference: 1})
			a.Names()
			if got := written(a.Rest(true)); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

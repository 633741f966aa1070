package values

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestOptionsOfConnectionStrings(t *testing.T) {
	for text, want := range map[string]string{
		"postgres://app@db/shop?sslmode=require&pool_size=5":       "postgres://app@db/shop pool_size=5 sslmode=require",
		"postgresql+psycopg2://db/shop?a=":                         "postgresql+psycopg2://db/shop a=",
		"redis://cache:6379/0":                                     "redis://cache:6379/0",
		"jdbc:sqlserver://db:1433;databaseName=shop;encrypt=true;": "jdbc:sqlserver://db:1433 databaseName=shop encrypt=true",
		"jdbc:postgresql://db/shop?ssl=true":                       "jdbc:postgresql://db/shop ssl=true",
		"mongodb+srv://c.example/shop?retryWrites=true&w=majority": "mongodb+srv://c.example/shop retryWrites=true w=majority",
		"https://shop.example/?a=b":                                "",
		"postgres://db/shop?flag":                                  "",
		"postgres://db/shop?a=1&a=2":                               "",
		"postgres://":                                              "",
		"see postgres://db/shop?sslmode=require":                   "",
		"":                                                         "",
	} {
		target, options, ok := Options(&snapshot.Node{Kind: snapshot.String, Text: text})
		got := target
		if ok {
			for i := range options.Children {
				got += " " + options.Children[i].Key + "=" + options.Children[i].Text
			}
		}
		if strings.TrimSpace(got) != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", text, got, ok, want)
		}
	}
}

func FuzzOptions(f *testing.F) {
	f.Add("postgres://app@db/shop?sslmode=require&pool_size=5")
	f.Add("jdbc:sqlserver://db:1433;databaseName=shop;encrypt=true;")
	f.Fuzz(func(t *testing.T, text string) {
		target, options, ok := Options(&snapshot.Node{Kind: snapshot.String, Text: text})
		if !ok {
			return
		}
		if !strings.HasPrefix(text, target) {
			t.Errorf("%q connects to %q", text, target)
		}
		for i := range options.Children {
			c := &options.Children[i]
			if !strings.Contains(text, c.Key+"="+c.Text) || options.Child(c.Key) != c {
				t.Errorf("%q has no option %q", text, c.Key)
			}
		}
	})
}

package names_test

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/names"
)

func TestPartsOfTheWorld(t *testing.T) {
	for list, want := range map[string]bool{
		"india bangladesh":            true,
		"sri-lanka srilanka":          true,
		"eu us":                       true,
		"uk de":                       true,
		"eu-west-1 us-east-1":         true,
		"eastus2 westeurope":          true,
		"europe asia":                 true,
		"bangladesh india systems":    true, // most of them
		"ap-southeast-2 eu-central-1": true,
		"api web":                     false,
		"orders eu":                   false,
		"red black":                   false,
		"east west":                   false,
		"a b":                         false,
		"":                            false,
	} {
		if got := names.Geographic(strings.Fields(list)); got != want {
			t.Errorf("%s: %v", list, got)
		}
	}
}

package leaks

import "testing"

// Some letters have another length in lower case.
func TestADomainIsFoundInAnyText(t *testing.T) {
	for text, want := range map[string]string{
		"https://a.test.shop.example/x":        "test.shop.example",
		"\u212a\u212a\u212a.test.shop.example": "test.shop.example",
		"\u0130\u0130\u0130\u0130test.":        "",
		"\u212atest.":                          "", "test.shop.example": "test.shop.example", "a.test.example": "", "": "",
	} {
		if got := DomainOf(text, "test"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

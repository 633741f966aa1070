package workspace

import (
	"os/exec"
	"testing"
)

func TestOnlyAddressesOfTheWebAreOpened(t *testing.T) {
	for address, opened := range map[string]bool{
		"https://traces.example/trace/1?a=b&c=d": true,
		"http://127.0.0.1:8080/":                 true,
		"file:///etc/passwd":                     false,
		"javascript:alert(1)":                    false,
		"--help":                                 false,
		"https:///trace":                         false,
		"mailto:a@shop.example":                  false,
		"":                                       false,
	} {
		var ran []string
		w := web{func(k string) string { return map[string]string{"BROWSER": "see-page --new"}[k] }, func(cmd *exec.Cmd) error { ran = cmd.Args; return nil }}
		if got := w.Open(address); got != opened || opened != (len(ran) == 3) || opened && ran[2] != address {
			t.Errorf("%s: %v, ran %q", address, got, ran)
		}
	}
	none := web{func(k string) string { return map[string]string{"SSH_CONNECTION": "far away"}[k] }, func(*exec.Cmd) error { t.Error("a browser was started"); return nil }}
	if none.Open("https://traces.example/") {
		t.Error("opened without a browser")
	}
}

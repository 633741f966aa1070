package values

import "testing"

func TestAnImageIsSplitIntoItsRepositoryAndWhatPinsIt(t *testing.T) {
	for text, want := range map[string][2]string{
		"redis":                                 {"redis", "latest"},
		"docker.io/library/redis:7":             {"redis", "7"},
		"registry.example:5000/shop/orders:1.2": {"shop/orders", "1.2"},
		"shop/orders:1.2@sha256:0123":           {"shop/orders", "sha256:0123"},
		"localhost/orders":                      {"orders", "latest"},
	} {
		if name, version, ok := SplitImage(text); !ok || name != want[0] || version != want[1] {
			t.Errorf("%s: %q, %q, %v", text, name, version, ok)
		}
	}
	for _, text := range []string{"", "${REGISTRY}/orders", "https://registry.example/orders", "orders@latest"} {
		if name, _, ok := SplitImage(text); ok {
			t.Errorf("%q is no reference, and was read as %q", text, name)
		}
	}
}

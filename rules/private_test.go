package rules

import "testing"

func TestWhichHostsOnlyTheOwnNetworkReaches(t *testing.T) {
	for text, want := range map[string]bool{
		"http://profiles.local":                      true,
		"http://subscription.shop.internal:8080/v1":  true,
		"http://orders.shop.svc":                     true,
		"http://orders.shop.svc.cluster.local/x":     true,
		"redis://cache:6379/1":                       true,
		"redis://user:pass@10.0.0.7:6379":            true,
		"http://[::1]:80/":                           true,
		"http://192.168.1.1":                         true,
		"http://api.shop.example":                    false,
		"http://8.8.8.8/":                            false,
		"http://local.shop.example":                  false,
		"http://${host}/x":                           false,
		"api.shop.internal":                          false,
		"":                                           false,
		"http://":                                    false,
		"mongodb://a.shop.example,b.shop.example/db": false,
	} {
		if got := private(text); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

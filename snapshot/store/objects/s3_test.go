package objects

import (
	"net/http"
	"testing"
)

func TestAStoreWritesIntoItsOwnBucketAlone(t *testing.T) {
	for _, c := range []struct {
		method, url  string
		writes, also bool // also: in a store that is pruned
	}{
		{"PUT", "https://parity.s3.eu-west-1.amazonaws.com/shop/chunks/ab12", true, true},
		{"PUT", "http://127.0.0.1:9000/parity/shop/chunks/ab12", true, true},
		{"DELETE", "https://parity.s3.eu-west-1.amazonaws.com/shop/chunks/ab12", false, true},
		{"DELETE", "http://127.0.0.1:9000/parity/shop/chunks/ab12", false, true},
		{"PUT", "https://other.s3.eu-west-1.amazonaws.com/shop/chunks/ab12", false, false},
		{"PUT", "https://parity2.s3.eu-west-1.amazonaws.com/shop/chunks/ab12", false, false},
		{"PUT", "https://s3.eu-west-1.amazonaws.com/other/shop/chunks/ab12", false, false},
		{"DELETE", "https://parity.s3.eu-west-1.amazonaws.com/other/chunks/ab12", false, false},
		{"DELETE", "https://parity.s3.eu-west-1.amazonaws.com/shop2/chunks/ab12", false, false},
		{"DELETE", "https://parity.s3.eu-west-1.amazonaws.com/shop/../other", false, false},
		{"DELETE", "https://parity.s3.eu-west-1.amazonaws.com/", false, false}, // the bucket
		{"DELETE", "http://127.0.0.1:9000/parity", false, false},
		{"PUT", "https://parity.s3.eu-west-1.amazonaws.com/?policy", false, false},
		{"PUT", "https://parity.s3.eu-west-1.amazonaws.com/shop/chunks/ab12?x-id=PutObject", true, true},
		{"PUT", "https://parity.s3.eu-west-1.amazonaws.com/shop/chunks/ab12?acl", false, false},
		{"POST", "https://parity.s3.eu-west-1.amazonaws.com/shop/chunks?delete", false, false},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		for deletes, want := range map[bool]bool{false: c.writes, true: c.also} {
			if got := (&Bucket{Name: "parity", Prefix: "shop", Deletes: deletes}).writes(req); got != want {
				t.Errorf("%s %s, pruned %v: %v", c.method, c.url, deletes, got)
			}
		}
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPut, "https://parity.s3.amazonaws.com/chunks/ab12", nil)
	if !(&Bucket{Name: "parity"}).writes(req) {
		t.Error("a store without a prefix writes nothing")
	}
}

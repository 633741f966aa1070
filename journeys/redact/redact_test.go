package redact

import "testing"

func TestRedactionByValueNameAndForm(t *testing.T) {
	var r Redactor
	r.Add("s3cr3t/value+1")
	for _, s := range []string{"a s3cr3t/value+1 b", "x=s3cr3t%2Fvalue%2B1", "Basic czNjcjN0L3ZhbHVlKzE=", "card 4111-1111-1111-1111", "Authorization: Bearer abcdefghijk", "postgres://u:pw@db/x", "eyJhbGciOiJI.eyJzdWIiOiIx.sig"} {
		if got := r.Clean(s); got == s {
			t.Errorf("%q was left as it is", s)
		}
	}
	for _, s := range []string{"GET /orders/1234567890123", "took 4111 ms", "hello", "1111111111111111"} {
		if got := r.Clean(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
	if got := r.URL("https://u:p@h/x?token=abc&q=1"); got != "https://h/x?token=[redacted]&q=1" {
		t.Error(got)
	}
	if got := r.Clean("a\x1b[31mb\u202ec"); got != "a[31mbc" {
		t.Errorf("%q", got)
	}
}

package names

import "testing"

func TestASlipIsOneLetterOfOneWord(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"password", "pasword", true},
		{"REQUEST_TIMEOUT", "REQUEST_TIMOUT", true},
		{"MAX_CONNECTIONS", "MAX_CONNECTION", true},
		{"orders-db", "orders-bd", true},
		{"prepord", "preprod", true},
		{"appVirtualAppliance", "appVirtualApplicance", true},
		{"orders", "orders", false},
		{"db1-main", "db2-main", false},
		{"replica1", "replica2", false},
		{"dev", "dec", false},
		{"READ_TIMEOUT", "HEAD_TIMEOUT", false},
		{"bd", "db", false},
		{"MIN_SIZE", "MAX_SIZE", false},
		{"orders-service", "order-services", false},
		{"orders", "orders-db", false},
		{"worker-ab", "worker-cd", false},
	} {
		if got := Slip(c.a, c.b); got != c.want {
			t.Errorf("Slip(%q, %q) is %v, want %v", c.a, c.b, got, c.want)
		}
		if Slip(c.a, c.b) != Slip(c.b, c.a) {
			t.Errorf("Slip(%q, %q) depends on the order", c.a, c.b)
		}
	}
}

func FuzzSlip(f *testing.F) {
	f.Add("password", "pasword")
	f.Add("a\xff", "")
	f.Fuzz(func(t *testing.T, a, b string) {
		if Slip(a, b) != Slip(b, a) {
			t.Errorf("Slip(%q, %q) depends on the order", a, b)
		}
		if Slip(a, a) {
			t.Errorf("%q is a slip of itself", a)
		}
	})
}

package schema

import "testing"

func TestWhatVersionsWriteDifferentlyIsOneText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a literal's cast", `'open'::character varying`, `'open'`},
		{"a cast with a length", `'x'::character varying(20)`, `'x'`},
		{"a cast to a type of a schema", `'open'::app.state`, `'open'`},
		{"a cast that counts stays", `(total)::integer`, `(total)::integer`},
		{"a quote inside", `'it''s'::text`, `'it''s'`},
		{"white space", "a  +\n b", "a + b"},
	} {
		if got := Expression(c.in); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if a, b := Default(`nextval('app.orders_id_seq'::regclass)`), Default(`nextval('app.orders_id_seq1'::regclass)`); a != b {
		t.Errorf("two generated sequences: %q and %q", a, b)
	}
	if a, b := Query("SELECT orders.id FROM app.orders;"), Query("SELECT id\n FROM app.orders"); a != b {
		t.Errorf("two versions' texts of one view: %q and %q", a, b)
	}
	a := Constraints(`CHECK ((state = ANY (ARRAY['open'::text, 'done'::text])))`)
	b := Constraints(`CHECK ((state = ANY (ARRAY['done'::text, 'open'::text])))`)
	c := Constraints(`CHECK (((state)::text = ANY ((ARRAY['done'::character varying, 'open'::character varying])::text[])))`)
	if c != `CHECK (((state)::text in ('done', 'open')))` {
		t.Errorf("a list with a cast: %q", c)
	}
	if a != b || a != `CHECK ((state in ('done', 'open')))` {
		t.Errorf("one list in two orders: %q and %q", a, b)
	}
}

func TestRowsHaveOneDigit(t *testing.T) {
	for _, c := range []struct {
		estimate float64
		want     string
	}{{0, "0"}, {7, "7"}, {5234, "5000"}, {95e3, "100000"}, {1.49e9, "1000000000"}} {
		if got := Rows(c.estimate); got.Text != c.want || got.Unknown {
			t.Errorf("%v: %+v, want %s", c.estimate, got, c.want)
		}
	}
	if !Rows(-1).Unknown {
		t.Error("a table that was never analysed has no known number of rows")
	}
}

func TestAnIndexIsKnownByWhatItIsAndNotByItsName(t *testing.T) {
	a := Table{Name: "t", Indexes: []Index{{Name: "orders_s_idx", Method: "btree", Columns: []string{"s"}}, {Name: "again", Method: "btree", Columns: []string{"s"}}}}
	var built tree
	a.tree(&built, nil)
	keys := built.node.Child("indexes").Children
	if len(keys) != 2 || keys[0].Key != "btree (s)" || keys[1].Key != "btree (s) #2" {
		t.Fatalf("%+v", keys)
	}
	if name := keys[0].Child("name"); name.Text != "again" {
		t.Errorf("the first of two equal indexes is %q; equal ones go by name", name.Text)
	}
}

package report

import "testing"

func TestNoCellOfASpreadsheetComputes(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", " =1": "' =1", "a;=1": "a;'=1", "a; @x": "a;' @x", "＝1+1": "'＝1+1", "\t=1": "⇥=1",
		"a=b": "a=b", "plain": "plain", "a;b": "a;b", "": "",
	} {
		if got := csvCell(in); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
}

package vocabulary

import (
	"strings"
	"testing"
)

func TestAWordLeavesWithOneDelimiter(t *testing.T) {
	for text, want := range map[string]string{
		"x-M.host": "x.host", "M.host": "host", "https://M.shop.example/x": "https://shop.example/x", "x-M": "x", "M-x": "x", "M": "M", "a-M-b": "a-b",
		"arn:aws:s3:::shop-M-data": "arn:aws:s3:::shop-data", "/M/orders": "/orders", "/app/M/key": "/app/key", "db.M.internal": "db.internal",
		"fooM": "foo", "M_DB": "DB", "s3://M-bucket": "s3://bucket", "user@M.example": "user@example", "a/b-M/c": "a/b/c", "M M": "M", "plain": "plain", "M - parcel list": "parcel list", "parcel M list": "parcel list", "M:5432": "5432",
	} {
		if got := Collapse(strings.ReplaceAll(text, "M", Mark)); got != strings.ReplaceAll(want, "M", Mark) {
			t.Errorf("%s became %q, want %q", text, got, want)
		}
	}
}

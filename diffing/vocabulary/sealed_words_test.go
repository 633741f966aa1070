package vocabulary

import "testing"

func TestASealedValueKeepsTheWordsOfEnvironmentsAndNothingElse(t *testing.T) {
	v := New([]Env{{Name: "dev"}, {Name: "preprod", Configured: []string{"210987654321"}}, {Name: "prod", Reference: true}})
	for _, c := range []struct{ name, value, want string }{
		{"destination_bucket", "s3://moj-reg-dev/landing/hmpps-pathfinder-preprod/", "x-dev/x-preprod"},
		{"DB_HOST", "orders.dev.internal", "x-dev-x"},
		{"api_url", "https://user:dev-pa55@api-preprod.shop.example/v1?token=dev", "x-preprod-x"},
		{"queue_url", "https://sqs.eu-west-2.amazonaws.com/210987654321/orders", "210987654321"},
		{"bucket", "shop-orders", ""},
		{"DB_PASSWORD", "dev-prod-preprod", ""},
		{"bucket_key", "dev-prod", ""},
		{"webhook_url", "https://hooks.example/dev", ""},
		{"host", "Xk9-dev-Lq2z", ""},
		{"url", "correct horse dev staple", ""},
		{"url", "aGVsbG8tZGV2-dev", ""},
		{"database_url", "postgres://app:prod@db/shop", ""},
		{"dsn", "host=db-dev", ""},
	} {
		if got := v.SealedWords(c.name, c.value); got != c.want {
			t.Errorf("%s = %q contains %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

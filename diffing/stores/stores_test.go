package stores

import "testing"

func TestAddressesOfOneStoreMeetInEveryForm(t *testing.T) {
	for name, c := range map[string][2]string{
		"other user":                  {"amqp://live:hmac:1@mq.acme.example:5672/billing", "amqp://qa:hmac:2@mq.acme.example/billing"},
		"two spellings of a scheme":   {"postgresql+asyncpg://a@db.acme.example/shop", "postgres://b@db.acme.example:5432/shop?sslmode=require"},
		"ADO.NET":                     {"Server=sql.acme.example;Database=Billing;User Id=app;Encrypt=True", "Data Source=tcp:sql.acme.example,1433;Initial Catalog=billing;User Id=stg"},
		"Npgsql":                      {"Host=pg.acme.example;Port=5432;Database=shop;Username=a", "Host=pg.acme.example;Database=shop;Username=b"},
		"libpq":                       {"host=pg.acme.example dbname=shop user=a", "host=pg.acme.example port=5432 user=b dbname=shop"},
		"JDBC of SQL Server":          {"jdbc:sqlserver://sql.acme.example:1433;databaseName=shop;user=a", "jdbc:sqlserver://sql.acme.example;databaseName=shop;user=b"},
		"JDBC of Oracle":              {"jdbc:oracle:thin:@//ora.acme.example:1521/SHOP", "jdbc:oracle:thin:a/hmac@ora.acme.example/shop"},
		"Go's MySQL":                  {"a:hmac@tcp(my.acme.example:3306)/shop?parseTime=true", "b:hmac@tcp(my.acme.example)/shop"},
		"Redis with options":          {"cache.acme.example:6379,password=hmac:1,ssl=True", "cache.acme.example:6379,password=hmac:2"},
		"Redis, the default number":   {"redis://cache.acme.example/0", "redis://cache.acme.example:6379"},
		"storage of Azure":            {"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=hmac:1", "AccountName=acme;AccountKey=hmac:2;EndpointSuffix=core.windows.net"},
		"a bus of Azure":              {"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=a;EntityPath=q", "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=b;EntityPath=q"},
		"a queue by its URL":          {"https://sqs.eu-west-1.amazonaws.com/111122223333/orders", "https://sqs.eu-west-1.amazonaws.com/111122223333/orders"},
		"a queue by its ARN":          {"arn:aws:sqs:eu-west-1:111122223333:orders", "arn:aws:sqs:eu-west-1:111122223333:orders"},
		"a table and its index":       {"arn:aws:dynamodb:eu-west-1:111122223333:table/orders", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-day"},
		"a bucket and a folder in it": {"s3://acme-files/a", "s3://acme-files/b"},
	} {
		if a, b := Of(c[0]), Of(c[1]); a == "" || a != b {
			t.Errorf("%s: %q and %q", name, a, b)
		}
	}
}

func TestAddressesOfTwoStoresDoNotMeet(t *testing.T) {
	for name, c := range map[string][2]string{
		"another database":        {"Server=sql.acme.example;Database=Billing", "Server=sql.acme.example;Database=Billing_qa"},
		"another database, JDBC":  {"jdbc:sqlserver://sql.acme.example;databaseName=shop", "jdbc:sqlserver://sql.acme.example;databaseName=shop_qa"},
		"another virtual host":    {"amqp://mq.acme.example/live", "amqp://mq.acme.example/qa"},
		"another port":            {"postgres://db.acme.example:5433/shop", "postgres://db.acme.example/shop"},
		"another account":         {"arn:aws:sqs:eu-west-1:111122223333:orders", "arn:aws:sqs:eu-west-1:444455556666:orders"},
		"another queue of a bus":  {"Endpoint=sb://acme.servicebus.windows.net/;EntityPath=q", "Endpoint=sb://acme.servicebus.windows.net/;EntityPath=r"},
		"another number of Redis": {"redis://cache.acme.example/1", "redis://cache.acme.example"},
	} {
		if a, b := Of(c[0]), Of(c[1]); a == "" || a == b {
			t.Errorf("%s: %q and %q", name, a, b)
		}
	}
}

func TestOtherTextsAreNoStores(t *testing.T) {
	for _, text := range []string{
		"", "https://login.acme.example", "Server=sql;Database=Billing", "Server=sql.acme.example", "Server=localhost;Database=Billing", "host=10.0.0.4 dbname=shop",
		"amqp://rabbitmq:5672/", "arn:aws:sqs:*:*:orders", "arn:aws:iam::111122223333:role/app", "arn:aws:s3:::acme-files", "level=info format=json",
		"https://sqs.eu-west-1.amazonaws.com/", "jdbc:oracle:thin:@(DESCRIPTION=(HOST=ora.acme.example))", "a,b=c", "Server=${HOST};Database=x", "mailto:a@tcp(", "smtp://mail.acme.example:587",
	} {
		if id := Of(text); id != "" {
			t.Errorf("%q is %q", text, id)
		}
	}
}

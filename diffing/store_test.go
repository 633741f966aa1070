package diffing

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// variables makes a snapshot with one file of variables.
func variables(env string, vars m) *snapshot.Snapshot {
	r := res(snapshot.KindEnvironment, "api", vars)
	r.Collector, r.Source.File = "envvars", env+".env"
	return from(env, complete("envvars"), r)
}

func TestTwoEnvironmentsWithOneStoreAreReported(t *testing.T) {
	for name, c := range map[string]struct {
		dev, staging, prod m
		want               string
	}{
		"other credentials": {
			staging: m{"DATABASE_URL": "postgres://stg:hmac:1@db.atlas.example:5432/shop", "URL": "https://shop.staging.atlas.example"},
			prod:    m{"DATABASE_URL": "postgres://app:hmac:2@db.atlas.example:5432/shop?sslmode=require", "URL": "https://shop.prod.atlas.example"},
			want:    "shared DATABASE_URL, missing DATABASE_URL:sslmode",
		},
		"the same URL": {staging: m{"REDIS_URL": "redis://cache.atlas.example:6379/0"}, prod: m{"REDIS_URL": "redis://cache.atlas.example:6379/0"}, want: "shared REDIS_URL"},
		"another database on one server": {
			staging: m{"DATABASE_URL": "postgres://app@db.atlas.example/shop_stg"}, prod: m{"DATABASE_URL": "postgres://app@db.atlas.example/shop"},
		},
		"a host inside each cluster": {staging: m{"REDIS_URL": "redis://redis:6379/0"}, prod: m{"REDIS_URL": "redis://redis:6379/0"}},
		"a host of each namespace":   {staging: m{"REDIS_URL": "redis://redis.shop.svc.cluster.local:6379/0"}, prod: m{"REDIS_URL": "redis://redis.shop.svc.cluster.local:6379/0"}},
		"an address of each network": {staging: m{"REDIS_URL": "redis://10.0.0.5:6379/0"}, prod: m{"REDIS_URL": "redis://10.0.0.5:6379/0"}},
		"a service that is for all":  {staging: m{"AUTH_URL": "https://login.atlas.example"}, prod: m{"AUTH_URL": "https://login.atlas.example"}},
		"the reference's under its own": {
			dev: m{"UPLOAD_BUCKET": "atlas-dev-uploads"}, staging: m{"UPLOAD_BUCKET": "atlas-uploads"}, prod: m{"UPLOAD_BUCKET": "atlas-uploads"}, want: "shared UPLOAD_BUCKET",
		},
		"a connection string of fields, other users": {
			staging: m{"SQL": "Server=sql.atlas.example;Database=Billing;User Id=stg"}, prod: m{"SQL": "Server=sql.atlas.example;Database=Billing;User Id=app"}, want: "shared SQL",
		},
		"a connection string of fields, another database": {
			staging: m{"SQL": "Server=sql.atlas.example;Database=Billing_stg"}, prod: m{"SQL": "Server=sql.atlas.example;Database=Billing"},
		},
		"a broker under two users": {
			staging: m{"AMQP": "amqp://stg:hmac:1@mq.atlas.example:5672/billing"}, prod: m{"AMQP": "amqp://app:hmac:2@mq.atlas.example/billing"}, want: "shared AMQP",
		},
		"a topic, where another environment has its own": {
			dev:     m{"EVENTS": "arn:aws:sns:eu-west-1:111122223333:orders-dev"},
			staging: m{"EVENTS": "arn:aws:sns:eu-west-1:444455556666:orders"}, prod: m{"EVENTS": "arn:aws:sns:eu-west-1:444455556666:orders"}, want: "shared EVENTS",
		},
		"the host of a broker, named by the key above": {
			dev:     m{"rabbitmq": m{"host": "mq-dev.atlas.example"}},
			staging: m{"rabbitmq": m{"host": "mq-main.atlas.example"}}, prod: m{"rabbitmq": m{"host": "mq-main.atlas.example"}}, want: "shared rabbitmq.host",
		},
		"a host beside the port of a store": {
			dev:     m{"events": m{"host": "ev-dev.atlas.example", "port": 5672}},
			staging: m{"events": m{"host": "ev-main.atlas.example", "port": 5672}}, prod: m{"events": m{"host": "ev-main.atlas.example", "port": 5672}}, want: "shared events.host",
		},
		"a host beside the port of a web server": {
			dev:     m{"events": m{"host": "ev-dev.atlas.example", "port": 443}},
			staging: m{"events": m{"host": "ev-main.atlas.example", "port": 443}}, prod: m{"events": m{"host": "ev-main.atlas.example", "port": 443}}, want: "changed events.host",
		},
		"a host with the port of a store": {
			dev: m{"EVENTS": "ev-dev.atlas.example:5432"}, staging: m{"EVENTS": "ev-main.atlas.example:5432"}, prod: m{"EVENTS": "ev-main.atlas.example:5432"}, want: "shared EVENTS",
		},
		"the brokers of one Kafka": {
			dev: m{"KAFKA_BROKERS": "k-dev.atlas.example:9092"}, staging: m{"KAFKA_BROKERS": "k.atlas.example:9092"}, prod: m{"KAFKA_BROKERS": "k.atlas.example:9092"},
		},
		"each its own": {
			dev: m{"UPLOAD_BUCKET": "atlas-dev-uploads"}, staging: m{"UPLOAD_BUCKET": "atlas-staging-uploads"}, prod: m{"UPLOAD_BUCKET": "atlas-uploads"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			list := []*snapshot.Snapshot{variables("staging", c.staging), variables("prod", c.prod)}
			if c.dev != nil {
				list = append([]*snapshot.Snapshot{variables("dev", c.dev)}, list...)
			}
			var drifts []string
			for _, d := range compare(t, list...).Drifts {
				if d.Path != "URL" && string(d.Kind) != "equivalent" {
					drifts = append(drifts, string(d.Kind)+" "+d.Path)
				}
			}
			if got := strings.Join(drifts, ", "); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

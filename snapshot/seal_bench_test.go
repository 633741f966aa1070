package snapshot_test

import (
	"fmt"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

// BenchmarkSeal seals the attributes of deployments as most systems have them: few secrets, many short values.
func BenchmarkSeal(b *testing.B) {
	resource := func(i int) snapshot.Resource {
		env := snapshot.Node{Key: "env", Kind: snapshot.List}
		for j, v := range []string{"info", "8080", "https://shop.prod.atlas.example/api/v1/orders?limit=10", "orders-consumer-group-1", "db-main.prod-eu-west-1.rds.amazonaws.com:5432", "eu-west-1", "true"} {
			env.Children = append(env.Children, snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{str("name", fmt.Sprintf("SETTING_%c", 'A'+j)), str("value", v)}})
		}
		return snapshot.Resource{Kind: "Deployment", Name: fmt.Sprint("orders-", i), Root: snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{
			str("image", "registry.example/shop/api:1.2.3"), str("imagePullPolicy", "IfNotPresent"), env,
			{Key: "args", Kind: snapshot.List, Children: []snapshot.Node{str("", "--config=/etc/orders/config.yaml"), str("", "--verbose")}},
			str("config", "host: db.prod\nport: 5432\nworkers: 4\nlevel: info\n"), str("java", "-Xmx512m -XX:+UseG1GC -Dspring.profiles.active=prod"),
		}}}
	}
	rs := make([]snapshot.Resource, 100)
	leaves := 0
	for i := range rs {
		rs[i] = resource(i)
		leaves += rs[i].Root.Leaves()
	}
	s := snapshot.NewSealer([]byte("k"))
	for b.Loop() {
		for i := range rs {
			s.SealResource(&rs[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*leaves), "ns/leaf")
}

package journeystest

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// Demo is the example system's three environments as running servers.
type Demo struct {
	servers []*Server
	urls    map[string]string // by environment
}

// StartDemo starts all Shops on loopback.
func StartDemo() (*Demo, error) { return StartShops(Shops()) }

// StartShops starts an environment each on loopback.
func StartShops(shops []Shop) (*Demo, error) {
	d := &Demo{urls: map[string]string{}}
	for _, s := range shops {
		srv, err := s.Start()
		if err != nil {
			d.Close()
			return nil, err
		}
		d.servers = append(d.servers, srv)
		d.urls[s.Name] = srv.URL
	}
	return d, nil
}

// Close stops the servers.
func (d *Demo) Close() {
	for _, s := range d.servers {
		s.Close()
	}
}

// Config is an envparity.hcl for the running servers: the environments and their journeys. It is written so that it can be read as
// an example.
func (d *Demo) Config() string {
	r := strings.NewReplacer("DEV_URL", d.urls["dev"], "STAGING_URL", d.urls["staging"], "PROD_URL", d.urls["prod"])
	return r.Replace(demoEnvironments) + demoJourneys
}

// Install returns the envparity.hcl in src with its environments at the running servers, and with the journeys.
func (d *Demo) Install(src []byte) ([]byte, error) {
	f, diags := hclwrite.ParseConfig(src, "envparity.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		return nil, fmt.Errorf("the example system's config: %w", diags)
	}
	found := 0
	for _, b := range f.Body().Blocks() {
		if b.Type() != "environment" || len(b.Labels()) != 1 || d.urls[b.Labels()[0]] == "" {
			continue
		}
		found++
		b.Body().SetAttributeValue("base_url", cty.StringVal(d.urls[b.Labels()[0]]))
		if b.Labels()[0] == "prod" {
			b.Body().SetAttributeValue("rate", cty.NumberIntVal(demoRate))
		}
	}
	if found != len(d.urls) {
		return nil, fmt.Errorf("the example system's config has %d of the %d environments that answer", found, len(d.urls))
	}
	return append(f.Bytes(), "\n"+demoJourneys...), nil
}

// demoRate is that of the demo's prod, which has nobody to disturb; a protected environment gets one request a second.
const demoRate = 1000

const demoEnvironments = `project = "shop"

environment "dev" {
  base_url       = "DEV_URL"
  expected_ratio = 3
  ratio_reason   = "a laptop's worth of hardware"
}

environment "staging" {
  base_url       = "STAGING_URL"
  expected_ratio = 1.5
  ratio_reason   = "half the hardware"
}

environment "prod" {
  reference = true
  base_url  = "PROD_URL"
  rate      = 1000 # the demo's prod has nobody to disturb; without this line it gets one request a second
}

`

const demoJourneys = `journey "login" {
  step "login" {
    request = "POST /api/login"
    effect  = "login"
    json    = { user = "demo", password = secret("DEMO_PASSWORD") }
    expect { status = 200 }
    capture = { token = body.token }
  }
}

journey "search" {
  step "search" {
    request = "GET /api/search?q=shoe"
    expect { status = 200 }
    compare {
      level = "stable"
      keys  = { hits = "id" }
    }
  }
}

journey "checkout" {
  step "login" {
    request = "POST /api/login"
    effect  = "login"
    json    = { user = "demo", password = secret("DEMO_PASSWORD") }
    expect { status = 200 }
    capture = { token = body.token }
  }
  step "review" {
    request = "GET /api/checkout"
    bearer  = token
    expect {
      status = 200
      json   = { currency = "EUR" }
    }
    compare { level = "stable" }
  }
}
`

// DemoSecret is what secret("DEMO_PASSWORD") stands for in the demo; it opens nothing.
func DemoSecret(name string) (string, error) {
	if name != "DEMO_PASSWORD" {
		return "", fmt.Errorf("the demo has no secret %q", name)
	}
	return "demo-password-that-opens-nothing", nil
}

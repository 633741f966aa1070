package journeystest

import (
	"fmt"
	"strings"
)

// Demo is the example system's three environments as running servers.
type Demo struct {
	servers []*Server
	config  string
}

// StartDemo starts all Shops on loopback.
func StartDemo() (*Demo, error) {
	d := &Demo{}
	urls := map[string]string{}
	for _, s := range Shops() {
		srv, err := s.Start()
		if err != nil {
			d.Close()
			return nil, err
		}
		d.servers = append(d.servers, srv)
		urls[s.Name] = srv.URL
	}
	d.config = demoConfig(urls)
	return d, nil
}

// Close stops the servers.
func (d *Demo) Close() {
	for _, s := range d.servers {
		s.Close()
	}
}

// Config is an envparity.hcl for the running servers: the environments and their journeys.
func (d *Demo) Config() string { return d.config }

// demoConfig is written so that it can be read as an example.
func demoConfig(urls map[string]string) string {
	r := strings.NewReplacer("DEV_URL", urls["dev"], "STAGING_URL", urls["staging"], "PROD_URL", urls["prod"])
	return r.Replace(`project = "shop"

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

journey "login" {
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
`)
}

// DemoSecret is what secret("DEMO_PASSWORD") stands for in the demo; it opens nothing.
func DemoSecret(name string) (string, error) {
	if name != "DEMO_PASSWORD" {
		return "", fmt.Errorf("the demo has no secret %q", name)
	}
	return "demo-password-that-opens-nothing", nil
}

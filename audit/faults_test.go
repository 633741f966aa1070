package audit_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors/aws/awstest"
	"github.com/envparity/envparity/snapshot"
)

// TestAFaultyNetworkMakesNoDifference audits two environments that are the same but for the way to one of them.
func TestAFaultyNetworkMakesNoDifference(t *testing.T) {
	for name, fault := range map[string]awstest.Fault{
		"denied":   {Status: 403, Code: "AccessDeniedException"},
		"expired":  {Status: 400, Code: "ExpiredTokenException"},
		"throttle": {Status: 429, Code: "ThrottlingException"},
		"reset":    {Reset: true},
		"garbage":  {Garbage: "<html>sign in</html>"},
		"cut off":  {Garbage: `{"QueueUrls":[`, Cut: true},
		"hangs":    {Status: 500, Hang: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			sound, faulty := awstest.New(t), awstest.New(t)
			faulty.Fault = func(op string, _ int) *awstest.Fault {
				if op == "ListQueues" || op == "DescribeDBInstances" || op == "GetHostedConfigurationVersion" {
					return &fault
				}
				return nil
			}
			flags := func(answer http.HandlerFunc) string {
				s := httptest.NewServer(answer)
				t.Cleanup(s.Close)
				return s.URL
			}
			good := flags(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, `{"features":[{"name":"a","enabled":true}]}`)
			})
			bad := flags(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
			file := filepath.Join(t.TempDir(), "envparity.hcl")
			text := fmt.Sprintf(`
environment "staging" { vars = { aws = %q, flags = %q, region = "eu-west-1" } }
environment "prod" {
  reference = true
  vars      = { aws = %q, flags = %q, region = "us-east-1" }
}
collect "aws" {
  services = ["sqs", "rds", "ssm"]
  region   = env.vars.region
  endpoint = env.vars.aws
  timeout  = "1s"
}
collect "featureflags" { unleash = env.vars.flags }
collect "featureflags" {
  as          = "appconfig"
  appconfig   = "shop"
  environment = "live"
  profiles    = ["flags", "limits"]
  region      = env.vars.region
  endpoint    = env.vars.aws
  timeout     = "1s"
}
`, faulty.URL, bad, sound.URL, good)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			res := auditFileWith(t, file, os.Getenv)
			for i := range res.Findings {
				d := res.Findings[i].Drift
				switch d.Resource.Kind {
				case "aws_sqs_queue", "aws_db_instance", "aws_db_parameter_group", "aws_rds_cluster", "flag":
					t.Errorf("%s %s %s %s was not observed", d.Kind, d.Resource.Kind, d.Resource.Name, d.Path)
				}
			}
			if res.Complete || res.Summary.Unknown == 0 {
				t.Errorf("complete %t, %d unknown", res.Complete, res.Summary.Unknown)
			}
			for _, o := range res.Outcomes {
				if o.Environment == "prod" && o.Status != snapshot.Complete {
					t.Logf("prod %s: %s", o.Collector, o.Error)
				}
			}
		})
	}
}

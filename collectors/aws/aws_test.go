package aws

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

func every() []string {
	return []string{"ssm", "secretsmanager", "ecs", "lambda", "rds", "elasticache", "sqs", "s3", "iam", "appconfig"}
}

func TestConformance(t *testing.T) {
	a := newAccount(t)
	denied := newAccount(t)
	denied.fault = func(string, int) *fault { return &fault{status: 403, code: "AccessDeniedException"} }
	garbled := newAccount(t)
	garbled.fault = func(string, int) *fault { return &fault{garbage: `{"Parameters": [{"Na`} }
	hanging := newAccount(t)
	hanging.fault = func(string, int) *fault { return &fault{status: 500, hang: time.Minute} }
	collectortest.Run(t, collectortest.Subject{
		Type:   Type(),
		Config: a.config("ssm", "ecs", "lambda", "sqs", "s3", "rds", "elasticache", "iam", "appconfig"),
		Secrets: []string{
			"planted-db-password", "planted-gateway-secret", "planted-api-token-1", "planted-signing-secret", "planted-secret-access-key",
		},
		Denied: denied.config("ssm"), Truncated: garbled.config("ssm"), Hang: hanging.config("ssm"),
	})
}

// find returns the resource of a kind and name.
func find(t *testing.T, r collectors.Result, kind, name string) *snapshot.Resource {
	t.Helper()
	for i := range r.Resources {
		if r.Resources[i].Kind == kind && r.Resources[i].Name == name {
			return &r.Resources[i]
		}
	}
	t.Fatalf("no %s %q among %d resources; outcome %+v", kind, name, len(r.Resources), r.Outcome)
	return nil
}

func TestEveryServiceIsReadIntoResources(t *testing.T) {
	a := newAccount(t)
	r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.config(every()...))
	for _, c := range []struct {
		kind, name string
		path       []string
		want       string
	}{
		{"ssm-parameter", "/db/host", []string{"Value"}, "db.shop.example"},
		{"secret", "shop/gateway", []string{"RotationEnabled"}, "true"},
		{"ecs-service", "orders", []string{"DesiredCount"}, "3"},
		{"environment", "orders", []string{"LOG_LEVEL"}, "info"},
		{"environment", "orders", []string{"DB_PASSWORD"}, "arn:aws:ssm:eu-west-1:1:parameter/shop/prod/db/password"},
		{"environment", "thumbnails", []string{"BUCKET"}, "shop-prod-images"},
		{"lambda-function", "thumbnails", []string{"MemorySize"}, "512"},
		{"rds-instance", "orders", []string{"EngineVersion"}, "15.6"},
		{"rds-parameter-group", "orders-pg", []string{"max_connections"}, "500"},
		{"elasticache-group", "c", []string{"EngineVersion"}, "7.1.0"},
		{"sqs-queue", "shop-prod-orders", []string{"VisibilityTimeout"}, "30"},
		{"s3-bucket", "shop-prod-images", []string{"Versioning", "Status"}, "Enabled"},
		{"iam-role", "orders-task", []string{"Policies", "access"}, `{"Statement":[{"Effect":"Allow","Action":"s3:GetObject"}]}`},
		{"appconfig-application", "shop", []string{"Profiles", "flags"}, "AWS.AppConfig.FeatureFlags"},
	} {
		n := find(t, r, c.kind, c.name).Root.Get(c.path...)
		if n == nil || n.Text != c.want {
			t.Errorf("%s %s %v is %+v, want %q", c.kind, c.name, c.path, n, c.want)
		}
	}
	if n := find(t, r, "ssm-parameter", "/db/password").Root.Get("Value"); n == nil || n.Kind != snapshot.Secret {
		t.Errorf("a SecureString came out as %+v", n)
	}
	if n := find(t, r, "sqs-queue", "shop-prod-orders").Root.Get("ApproximateNumberOfMessages"); n != nil {
		t.Error("the number of waiting messages is no setting")
	}
	if n := find(t, r, "secret", "shop/locked").Root.Get("Value"); n == nil || n.Kind != snapshot.Unknown {
		t.Errorf("a secret that may not be read is %+v, want unknown", n)
	}
	if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "shop/locked") || !strings.Contains(r.Outcome.Error, "GetSecretValue") {
		t.Errorf("outcome %+v: want partial, naming the secret and the operation", r.Outcome)
	}
}

func TestOnlyReadOperationsAreSent(t *testing.T) {
	a := newAccount(t)
	collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.config(every()...))
	var list []string
	for _, ops := range allowed() {
		list = append(list, ops...)
	}
	calls := a.operations()
	if len(calls) < 25 {
		t.Fatalf("only %d calls reached the account: %v", len(calls), calls)
	}
	for _, op := range calls {
		if !slices.Contains(list, op) {
			t.Errorf("%s was sent", op)
		}
	}
}

func TestWritesAreRefusedBeforeTheyLeaveTheProcess(t *testing.T) {
	a := newAccount(t)
	cfg, err := awsconfig.LoadDefaultConfig(t.Context(), awsconfig.WithRegion("eu-west-1"), awsconfig.WithBaseEndpoint(a.server.URL), awsconfig.WithAPIOptions(apiOptions()))
	if err != nil {
		t.Fatal(err)
	}
	writes := map[string]func() error{
		"PutParameter": func() error {
			_, err := ssm.NewFromConfig(cfg).PutParameter(t.Context(), &ssm.PutParameterInput{Name: awssdk.String("/x"), Value: awssdk.String("y")})
			return err
		},
		"DeleteBucket": func() error {
			_, err := s3.NewFromConfig(cfg).DeleteBucket(t.Context(), &s3.DeleteBucketInput{Bucket: awssdk.String("shop-prod-images")})
			return err
		},
		"GetObject": func() error {
			_, err := s3.NewFromConfig(cfg).GetObject(t.Context(), &s3.GetObjectInput{Bucket: awssdk.String("b"), Key: awssdk.String("k")})
			return err
		},
	}
	for name, write := range writes {
		var refused *RefusedError
		if err := write(); !errors.As(err, &refused) || refused.Operation != name {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	if calls := a.operations(); len(calls) > 0 {
		t.Errorf("these left the process: %v", calls)
	}
}

func TestThrottlingIsRetriedAndThenTold(t *testing.T) {
	a := newAccount(t)
	a.fault = func(op string, n int) *fault {
		if op == "GetParametersByPath" && n <= 2 {
			return &fault{status: 400, code: "ThrottlingException"}
		}
		return nil
	}
	r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.config("ssm"))
	if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 3 {
		t.Errorf("after two refusals: %d resources, %+v", len(r.Resources), r.Outcome)
	}
}

func TestAFaultInOneServiceLeavesTheOthersAndNamesWhatIsUnknown(t *testing.T) {
	for name, f := range map[string]struct {
		fault fault
		want  string
	}{
		"denied":  {fault{status: 403, code: "AccessDeniedException"}, "may not call"},
		"expired": {fault{status: 400, code: "ExpiredTokenException"}, "sign in again"},
		"garbage": {fault{garbage: "<html>proxy error</html>"}, "no answer that could be read"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			a.fault = func(op string, _ int) *fault {
				if op == "ListQueues" {
					return &f.fault
				}
				return nil
			}
			r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.config("ssm", "sqs"))
			if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, f.want) {
				t.Errorf("outcome %+v: want partial, with %q", r.Outcome, f.want)
			}
			if !slices.ContainsFunc(r.Outcome.Gaps, func(g snapshot.Gap) bool { return g.Kind == "sqs-queue" }) {
				t.Errorf("gaps %+v do not name the queues", r.Outcome.Gaps)
			}
			if len(r.Resources) != 3 {
				t.Errorf("%d parameters survived, want 3", len(r.Resources))
			}
		})
	}
}

func TestCancellingLeavesWithinASecondWithAnOutcome(t *testing.T) {
	a := newAccount(t)
	a.fault = func(op string, _ int) *fault {
		if op == "ListQueues" {
			return &fault{status: 500, hang: time.Minute}
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	r := collectortest.Collect(ctx, t, Type(), t.TempDir(), a.config("ssm", "sqs"))
	if r.Outcome.Status == snapshot.Complete || r.Outcome.Error == "" {
		t.Errorf("outcome %+v", r.Outcome)
	}
}

func TestConfigNamesUnknownServices(t *testing.T) {
	_, diags := collectortest.Make(t, Type(), `services = ["dynamo"]`)
	if !diags.HasErrors() || !strings.Contains(diags.Error(), "dynamo") || !strings.Contains(diags.Error(), "lambda") {
		t.Errorf("diagnostics %v", diags)
	}
}

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
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/smithy-go/middleware"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/aws/awstest"
	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

func every() []string {
	return []string{"ssm", "secretsmanager", "ecs", "lambda", "rds", "elasticache", "sqs", "s3", "iam", "appconfig"}
}

func TestConformance(t *testing.T) {
	a := awstest.New(t)
	a.Answers["GetParameter"] = awstest.Fixed(`{"Parameter":{"Type":"SecureString","Value":"planted-db-password"}}`)
	a.Answers["ListFunctions"] = awstest.Fixed(`{"Functions":[{"FunctionName":"thumbnails","FunctionArn":"arn:fn","Environment":{"Variables":{"SIGNING_SECRET":"planted-signing-secret"}}}]}`)
	denied := awstest.New(t)
	denied.Fault = func(string, int) *awstest.Fault { return &awstest.Fault{Status: 403, Code: "AccessDeniedException"} }
	garbled := awstest.New(t)
	garbled.Fault = func(string, int) *awstest.Fault { return &awstest.Fault{Garbage: `{"Parameters": [{"Na`} }
	hanging := awstest.New(t)
	hanging.Fault = func(string, int) *awstest.Fault { return &awstest.Fault{Status: 500, Hang: time.Minute} }
	collectortest.Run(t, collectortest.Subject{
		Type:   Type(),
		Config: a.Config("ssm", "ecs", "lambda", "sqs", "s3", "rds", "elasticache", "iam", "appconfig"),
		Secrets: []string{
			"planted-db-password", "planted-gateway-secret", "planted-api-token-1", "planted-signing-secret", "planted-secret-access-key",
		},
		Denied: denied.Config("ssm"), Truncated: garbled.Config("ssm"), Hang: hanging.Config("ssm"),
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
	a := awstest.New(t)
	r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.Config(every()...))
	for _, c := range []struct {
		kind, name string
		path       []string
		want       string
	}{
		{"aws_ssm_parameter", "/db/host", []string{"value"}, "db.shop.example"},
		{"aws_secretsmanager_secret", "shop/gateway", []string{"rotation_enabled"}, "true"},
		{"aws_secretsmanager_secret", "shop/gateway", []string{"tags", "team"}, "checkout"},
		{"aws_ecs_service", "orders", []string{"desired_count"}, "3"},
		{"aws_ecs_service", "orders", []string{"deployment_circuit_breaker", "rollback"}, "true"},
		{"aws_ecs_service", "orders", []string{"network_configuration", "assign_public_ip"}, "false"},
		{"aws_ecs_task_definition", "orders", []string{"memory"}, "1024"},
		{"aws_ecs_task_definition", "orders", []string{"tags", "tier"}, "1"},
		{"environment", "orders", []string{"LOG_LEVEL"}, "info"},
		{"environment", "thumbnails", []string{"BUCKET"}, "shop-prod-images"},
		{"aws_lambda_function", "thumbnails", []string{"memory_size"}, "512"},
		{"aws_lambda_function", "thumbnails", []string{"tags", "team"}, "media"},
		{"aws_db_instance", "orders", []string{"engine_version"}, "15.6"},
		{"aws_db_instance", "orders", []string{"multi_az"}, "true"},
		{"aws_db_instance", "orders", []string{"storage_encrypted"}, "true"},
		{"aws_db_instance", "orders", []string{"parameter_group_name"}, "orders-pg"},
		{"aws_db_parameter_group", "orders-pg", []string{"family"}, "postgres15"},
		{"aws_rds_cluster", "search", []string{"serverlessv2_scaling_configuration", "max_capacity"}, "8"},
		{"aws_rds_cluster_parameter_group", "search-pg", []string{"family"}, "aurora-postgresql16"},
		{"aws_elasticache_replication_group", "c", []string{"engine_version"}, "7.1.0"},
		{"aws_elasticache_replication_group", "c", []string{"automatic_failover_enabled"}, "true"},
		{"aws_elasticache_replication_group", "c", []string{"multi_az_enabled"}, "false"},
		{"aws_elasticache_replication_group", "c", []string{"num_cache_clusters"}, "2"},
		{"aws_elasticache_replication_group", "c", []string{"tags", "team"}, "platform"},
		{"aws_elasticache_parameter_group", "c-params", []string{"family"}, "redis7"},
		{"aws_elasticache_cluster", "sessions", []string{"num_cache_nodes"}, "2"},
		{"aws_sqs_queue", "shop-prod-orders", []string{"visibility_timeout_seconds"}, "30"},
		{"aws_sqs_queue", "shop-prod-orders", []string{"redrive_policy"}, `{"maxReceiveCount":5}`},
		{"aws_sqs_queue", "shop-prod-orders", []string{"tags", "team"}, "checkout"},
		{"aws_s3_bucket", "shop-prod-images", []string{"versioning", "status"}, "Enabled"},
		{"aws_s3_bucket", "shop-prod-images", []string{"public_access_block", "block_public_acls"}, "true"},
		{"aws_s3_bucket", "shop-prod-images", []string{"tags", "team"}, "storefront"},
		{"aws_iam_role", "orders-task", []string{"assume_role_policy"}, `{"Version":"2012-10-17"}`},
		{"aws_appconfig_application", "shop", []string{"profiles", "flags"}, "AWS.AppConfig.FeatureFlags"},
	} {
		n := find(t, r, c.kind, c.name).Tree().Get(c.path...)
		if n == nil || n.Text != c.want {
			t.Errorf("%s %s %v is %+v, want %q", c.kind, c.name, c.path, n, c.want)
		}
	}
	if n := find(t, r, "aws_ssm_parameter", "/db/password").Tree().Get("value"); n == nil || n.Kind != snapshot.Secret {
		t.Errorf("a SecureString came out as %+v", n)
	}
	queue := find(t, r, "aws_sqs_queue", "shop-prod-orders")
	if len(queue.Tree().Children) != 5 || queue.Tree().Get("fifo_queue").Kind != snapshot.Bool || queue.Labels["team"] != "checkout" {
		t.Errorf("of a queue its settings count, not the number of its messages: %+v", queue)
	}
	if list := find(t, r, "aws_db_parameter_group", "orders-pg").Tree().Get("parameter"); len(list.Children) != 2 {
		t.Errorf("of two pages of parameters %+v were read", list)
	}
	if list := find(t, r, "aws_lambda_function", "thumbnails").Tree().Get("layers"); len(list.Children) != 1 || list.Children[0].Text != "arn:aws:lambda:eu-west-1:1:layer:sharp:4" {
		t.Errorf("layers %+v", list)
	}
	task := find(t, r, "aws_ecs_task_definition", "orders").Tree().Get("container_definitions")
	if task.Children[0].Child("environment") != nil || task.Children[0].Get("dockerLabels", "Team") == nil {
		t.Errorf("container %+v", task.Children[0])
	}
	if n := find(t, r, "aws_secretsmanager_secret", "shop/locked").Tree().Get("value"); n == nil || n.Kind != snapshot.Unknown {
		t.Errorf("a secret that may not be read is %+v, want unknown", n)
	}
	if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "shop/locked") || !strings.Contains(r.Outcome.Error, "GetSecretValue") {
		t.Errorf("outcome %+v: want partial, naming the secret and the operation", r.Outcome)
	}
}

func TestVariablesFromSecretsAreFingerprintsWhereTheyMayBeRead(t *testing.T) {
	a := awstest.New(t)
	vars := func(r collectors.Result) string {
		var out []string
		root := find(t, r, "environment", "orders").Tree()
		for i := range root.Children {
			out = append(out, root.Children[i].Key+":"+[]string{"", "", "", "", "plain", "", "", "secret", "unknown"}[root.Children[i].Kind])
		}
		return strings.Join(out, " ")
	}
	all := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.Config("ecs", "ssm", "secretsmanager"))
	if got := vars(all); got != "API_TOKEN:secret DB_PASSWORD:secret GATEWAY_KEY:secret GONE:unknown LOG_LEVEL:plain" {
		t.Error(got)
	}
	if !strings.Contains(all.Outcome.Error, "variable GONE") {
		t.Errorf("%+v", all.Outcome)
	}
	same := find(t, all, "aws_ssm_parameter", "/db/password").Tree().Get("value").Text
	if got := find(t, all, "environment", "orders").Tree().Get("DB_PASSWORD").Text; got != same {
		t.Errorf("the parameter is %s, the variable made of it %s", same, got)
	}
	alone := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.Config("ecs"))
	if got := vars(alone); got != "API_TOKEN:secret DB_PASSWORD:unknown GATEWAY_KEY:unknown GONE:unknown LOG_LEVEL:plain" {
		t.Error(got)
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, all), []string{"planted-db-password", "planted-gateway-secret", "planted-api-token-1"})
}

func TestOnlyReadOperationsAreSent(t *testing.T) {
	a := awstest.New(t)
	collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.Config(every()...))
	var list []string
	for _, ops := range allowed() {
		list = append(list, ops...)
	}
	calls := a.Operations()
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
	a := awstest.New(t)
	cfg, err := awsconfig.LoadDefaultConfig(t.Context(), awsconfig.WithRegion("eu-west-1"), awsconfig.WithBaseEndpoint(a.URL), awsconfig.WithAPIOptions([]func(*middleware.Stack) error{awsapi.ReadOnly(allowed())}))
	if err != nil {
		t.Fatal(err)
	}
	writes := map[string]func() error{
		"PutParameter": func() error {
			_, err := ssm.NewFromConfig(cfg).PutParameter(t.Context(), &ssm.PutParameterInput{Name: awssdk.String("/x"), Value: awssdk.String("y")})
			return err
		},
		"SendMessage": func() error {
			_, err := sqs.NewFromConfig(cfg).SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: awssdk.String("q"), MessageBody: awssdk.String("m")})
			return err
		},
		"Invoke": func() error {
			_, err := lambda.NewFromConfig(cfg).Invoke(t.Context(), &lambda.InvokeInput{FunctionName: awssdk.String("f")})
			return err
		},
		"UpdateService": func() error {
			_, err := ecs.NewFromConfig(cfg).UpdateService(t.Context(), &ecs.UpdateServiceInput{Service: awssdk.String("s")})
			return err
		},
		"DeleteDBInstance": func() error {
			_, err := rds.NewFromConfig(cfg).DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: awssdk.String("d")})
			return err
		},
		"AttachRolePolicy": func() error {
			_, err := iam.NewFromConfig(cfg).AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: awssdk.String("r"), PolicyArn: awssdk.String("p")})
			return err
		},
		"PutSecretValue": func() error {
			_, err := secretsmanager.NewFromConfig(cfg).PutSecretValue(t.Context(), &secretsmanager.PutSecretValueInput{SecretId: awssdk.String("s"), SecretString: awssdk.String("v")})
			return err
		},
		"DeleteBucket": func() error {
			_, err := s3.NewFromConfig(cfg).DeleteBucket(t.Context(), &s3.DeleteBucketInput{Bucket: awssdk.String("shop-prod-images")})
			return err
		},
		"PutObject": func() error {
			_, err := s3.NewFromConfig(cfg).PutObject(t.Context(), &s3.PutObjectInput{Bucket: awssdk.String("b"), Key: awssdk.String("k"), Body: strings.NewReader("x")})
			return err
		},
		"GetObject": func() error {
			_, err := s3.NewFromConfig(cfg).GetObject(t.Context(), &s3.GetObjectInput{Bucket: awssdk.String("b"), Key: awssdk.String("k")})
			return err
		},
	}
	for name, write := range writes {
		var refused *awsapi.RefusedError
		if err := write(); !errors.As(err, &refused) || refused.Operation != name {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
	if calls := a.Operations(); len(calls) > 0 {
		t.Errorf("these left the process: %v", calls)
	}
}

func TestRegionsAreReadAtOnceAndAGapNamesItsOwn(t *testing.T) {
	a := awstest.New(t)
	both := strings.Replace(a.Config("sqs", "s3", "iam", "ecs"), `region = "eu-west-1"`, `regions = ["eu-west-1", "us-east-1"]`, 1)
	r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), both)
	count := map[string]int{}
	for i := range r.Resources {
		count[r.Resources[i].Kind+" "+r.Resources[i].Scope]++
	}
	if count["aws_sqs_queue eu-west-1"] != 1 || count["aws_sqs_queue us-east-1"] != 1 || count["aws_s3_bucket us-east-1"] != 0 || count["aws_s3_bucket eu-west-1"] != 1 {
		t.Errorf("%v", count)
	}
	a = awstest.New(t)
	both = strings.Replace(a.Config("sqs", "s3", "iam", "ecs"), `region = "eu-west-1"`, `regions = ["eu-west-1", "us-east-1"]`, 1)
	a.Fault = func(op string, n int) *awstest.Fault {
		if op == "ListQueues" && n == 1 {
			return &awstest.Fault{Status: 403, Code: "AccessDenied"}
		}
		return nil
	}
	r = collectortest.Collect(t.Context(), t, Type(), t.TempDir(), strings.Replace(both, `"s3", "iam", "ecs"`, `"ssm"`, 1))
	if len(r.Outcome.Gaps) != 1 || r.Outcome.Gaps[0].Scope == "" || r.Outcome.Gaps[0].Kind != "aws_sqs_queue" {
		t.Errorf("gaps %+v", r.Outcome.Gaps)
	}
}

func TestAListThatRepeatsIsUnknownFromThere(t *testing.T) {
	a := awstest.New(t)
	pages := a.Answers["ListServices"]
	a.Answers["ListServices"] = func(in map[string]any) string {
		in["nextToken"] = nil // every page is the first
		return pages(in)
	}
	r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.Config("ecs"))
	if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, "read before") {
		t.Errorf("%d resources, %+v", len(r.Resources), r.Outcome)
	}
}

func TestThrottlingIsRetriedAndThenTold(t *testing.T) {
	a := awstest.New(t)
	a.Fault = func(op string, n int) *awstest.Fault {
		if op == "GetParametersByPath" && n <= 2 {
			return &awstest.Fault{Status: 400, Code: "ThrottlingException"}
		}
		return nil
	}
	r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.Config("ssm"))
	if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 3 {
		t.Errorf("after two refusals: %d resources, %+v", len(r.Resources), r.Outcome)
	}
}

func TestAFaultInOneServiceLeavesTheOthersAndNamesWhatIsUnknown(t *testing.T) {
	for name, f := range map[string]struct {
		fault awstest.Fault
		want  string
	}{
		"denied":  {awstest.Fault{Status: 403, Code: "AccessDeniedException"}, "may not call"},
		"expired": {awstest.Fault{Status: 400, Code: "ExpiredTokenException"}, "sign in again"},
		"garbage": {awstest.Fault{Garbage: "<html>proxy error</html>"}, "no answer that could be read"},
	} {
		t.Run(name, func(t *testing.T) {
			a := awstest.New(t)
			a.Fault = func(op string, _ int) *awstest.Fault {
				if op == "ListQueues" {
					return &f.fault
				}
				return nil
			}
			r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), a.Config("ssm", "sqs"))
			if r.Outcome.Status != snapshot.Partial || !strings.Contains(r.Outcome.Error, f.want) {
				t.Errorf("outcome %+v: want partial, with %q", r.Outcome, f.want)
			}
			if !slices.ContainsFunc(r.Outcome.Gaps, func(g snapshot.Gap) bool { return g.Kind == "aws_sqs_queue" }) {
				t.Errorf("gaps %+v do not name the queues", r.Outcome.Gaps)
			}
			if len(r.Resources) != 3 {
				t.Errorf("%d parameters survived, want 3", len(r.Resources))
			}
		})
	}
}

func TestWhateverTheNetworkDoesTheAuditEndsInTime(t *testing.T) {
	for name, f := range map[string]awstest.Fault{
		"reset":             {Reset: true},
		"cut off":           {Garbage: `{"QueueUrls":["https://sqs/1/a"`, Cut: true},
		"server error":      {Status: 500, Code: "InternalFailure"},
		"always throttled":  {Status: 400, Code: "ThrottlingException"},
		"too many requests": {Status: 429, Code: "TooManyRequestsException"},
		"never an answer":   {Status: 500, Hang: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			a := awstest.New(t)
			a.Fault = func(op string, _ int) *awstest.Fault {
				if op == "ListQueues" {
					return &f
				}
				return nil
			}
			ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
			defer cancel()
			r := collectortest.Collect(ctx, t, Type(), t.TempDir(), a.Config("ssm", "sqs"))
			if r.Outcome.Status != snapshot.Partial || r.Outcome.Error == "" || len(r.Resources) != 3 {
				t.Errorf("%d resources, outcome %+v", len(r.Resources), r.Outcome)
			}
			if len(r.Outcome.Gaps) != 1 || r.Outcome.Gaps[0].Kind != "aws_sqs_queue" {
				t.Errorf("gaps %+v: want the queues, and nothing else", r.Outcome.Gaps)
			}
		})
	}
}

func TestCancellingLeavesWithinASecondWithAnOutcome(t *testing.T) {
	a := awstest.New(t)
	a.Fault = func(op string, _ int) *awstest.Fault {
		if op == "ListQueues" {
			return &awstest.Fault{Status: 500, Hang: time.Minute}
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	r := collectortest.Collect(ctx, t, Type(), t.TempDir(), a.Config("ssm", "sqs"))
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

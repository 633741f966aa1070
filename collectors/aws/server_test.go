package aws

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// account is an AWS endpoint on loopback that speaks the services' wire protocols (awsJson1.0 and 1.1, awsQuery, restJson1, restXml), in the
// shapes of their published models. It records every operation and can misbehave.
type account struct {
	t      *testing.T
	server *httptest.Server

	mu    sync.Mutex
	calls []string
	fault func(op string, n int) *fault // n counts the calls of op from 1
	seen  map[string]int
}

// fault is an answer instead of the right one.
type fault struct {
	status  int
	code    string
	after   string        // Retry-After
	garbage string        // body instead of an error document
	hang    time.Duration // before anything is sent
}

func newAccount(t *testing.T) *account {
	t.Helper()
	a := &account{t: t, seen: map[string]int{}}
	a.server = httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(a.server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "planted-secret-access-key")
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	return a
}

// config is the body of a collect block for these services.
func (a *account) config(services ...string) string {
	return fmt.Sprintf("services = [\"%s\"]\nregion = \"eu-west-1\"\nendpoint = %q\nparameter_path = \"/shop/prod\"\n", strings.Join(services, `", "`), a.server.URL)
}

func (a *account) operations() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.calls...)
}

func (a *account) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	op, in, style := operation(r, body)
	a.mu.Lock()
	a.calls = append(a.calls, op)
	a.seen[op]++
	n, fail := a.seen[op], a.fault
	a.mu.Unlock()
	if fail != nil {
		if f := fail(op, n); f != nil {
			f.write(w, r, style)
			return
		}
	}
	answer, ok := answers()[op]
	if !ok {
		(&fault{status: 400, code: "UnknownOperationException"}).write(w, r, style)
		return
	}
	out := answer(in)
	if strings.HasPrefix(out, "!") {
		code, status := out[1:], 404
		(&fault{status: status, code: code}).write(w, r, style)
		return
	}
	switch style {
	case "xml", "query":
		w.Header().Set("Content-Type", "text/xml")
	default:
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	}
	_, _ = io.WriteString(w, out)
}

// operation names the call and gives its input, by the protocol it came in.
func operation(r *http.Request, body []byte) (op string, in map[string]any, style string) {
	in = map[string]any{}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		_ = json.Unmarshal(body, &in)
		return target[strings.LastIndexByte(target, '.')+1:], in, "json"
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		v, _ := url.ParseQuery(string(body))
		for k := range v {
			in[k] = v.Get(k)
		}
		return v.Get("Action"), in, "query"
	}
	for k := range r.URL.Query() {
		in[k] = r.URL.Query().Get(k)
	}
	switch p := r.URL.Path; {
	case strings.HasSuffix(p, "/functions") || strings.HasSuffix(p, "/functions/"):
		return "ListFunctions", in, "restjson"
	case p == "/applications":
		return "ListApplications", in, "restjson"
	case strings.HasSuffix(p, "/environments"):
		return "ListEnvironments", in, "restjson"
	case strings.HasSuffix(p, "/configurationprofiles"):
		return "ListConfigurationProfiles", in, "restjson"
	case p == "/":
		return "ListBuckets", in, "xml"
	}
	in["Bucket"] = strings.Trim(r.URL.Path, "/")
	for _, q := range []struct{ key, op string }{
		{"versioning", "GetBucketVersioning"},
		{"encryption", "GetBucketEncryption"},
		{"publicAccessBlock", "GetPublicAccessBlock"},
		{"lifecycle", "GetBucketLifecycleConfiguration"},
		{"policy", "GetBucketPolicy"},
		{"tagging", "GetBucketTagging"},
	} {
		if r.URL.Query().Has(q.key) {
			return q.op, in, "xml"
		}
	}
	return r.Method + " " + r.URL.Path, in, "xml"
}

func (f *fault) write(w http.ResponseWriter, r *http.Request, style string) {
	if f.hang > 0 {
		select {
		case <-r.Context().Done():
		case <-time.After(f.hang):
		}
	}
	if f.after != "" {
		w.Header().Set("Retry-After", f.after)
	}
	switch {
	case f.garbage != "":
		w.WriteHeader(200)
		_, _ = io.WriteString(w, f.garbage)
	case style == "query":
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(f.status)
		_, _ = fmt.Fprintf(w, `<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>planted</Message></Error></ErrorResponse>`, f.code)
	case style == "xml":
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(f.status)
		_, _ = fmt.Fprintf(w, `<Error><Code>%s</Code><Message>planted</Message></Error>`, f.code)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Amzn-Errortype", f.code)
		w.WriteHeader(f.status)
		_, _ = fmt.Fprintf(w, `{"__type":%q,"message":"planted"}`, f.code)
	}
}

// answers holds a small account: what each operation gives for its input. An answer "!Code" is an error of that code.
func answers() map[string]func(map[string]any) string {
	fixed := func(s string) func(map[string]any) string { return func(map[string]any) string { return s } }
	query := func(op, result string) func(map[string]any) string {
		return fixed(fmt.Sprintf("<%sResponse><%sResult>%s</%sResult></%sResponse>", op, op, result, op, op))
	}
	return map[string]func(map[string]any) string{
		"GetParametersByPath": func(in map[string]any) string {
			if in["NextToken"] == nil {
				return `{"Parameters":[{"Name":"/shop/prod/db/host","Type":"String","Value":"db.shop.example","ARN":"arn:p1"},{"Name":"/shop/prod/db/password","Type":"SecureString","Value":"planted-db-password","ARN":"arn:p2"}],"NextToken":"2"}`
			}
			return `{"Parameters":[{"Name":"/shop/prod/zones","Type":"StringList","Value":"a,b,c","ARN":"arn:p3"}]}`
		},
		"ListSecrets": fixed(`{"SecretList":[{"Name":"shop/gateway","ARN":"arn:s1","RotationEnabled":true,"LastChangedDate":1.7e9,"Tags":[{"Key":"team","Value":"checkout"}]},{"Name":"shop/locked","ARN":"arn:s2"}]}`),
		"GetSecretValue": func(in map[string]any) string {
			if in["SecretId"] == "arn:s2" {
				return "!AccessDeniedException"
			}
			return `{"ARN":"arn:s1","Name":"shop/gateway","SecretString":"planted-gateway-secret"}`
		},
		"ListClusters":     fixed(`{"clusterArns":["arn:aws:ecs:eu-west-1:1:cluster/shop"]}`),
		"ListServices":     fixed(`{"serviceArns":["arn:aws:ecs:eu-west-1:1:service/shop/orders"]}`),
		"DescribeServices": fixed(`{"services":[{"serviceName":"orders","serviceArn":"arn:svc","desiredCount":3,"runningCount":2,"launchType":"FARGATE","taskDefinition":"arn:td:7","tags":[{"key":"team","value":"checkout"}]}]}`),
		"DescribeTaskDefinition": fixed(`{"taskDefinition":{"taskDefinitionArn":"arn:td:7","family":"orders","revision":7,"cpu":"512","memory":"1024","taskRoleArn":"arn:aws:iam::1:role/orders-task",` +
			`"containerDefinitions":[{"name":"orders","image":"r/orders:1.2.3","environment":[{"name":"LOG_LEVEL","value":"info"},{"name":"API_TOKEN","value":"planted-api-token-1"}],"secrets":[{"name":"DB_PASSWORD","valueFrom":"arn:aws:ssm:eu-west-1:1:parameter/shop/prod/db/password"}]}]}}`),
		"ListFunctions":                   fixed(`{"Functions":[{"FunctionName":"thumbnails","FunctionArn":"arn:fn","Runtime":"nodejs20.x","MemorySize":512,"Timeout":30,"Role":"arn:aws:iam::1:role/thumbs","CodeSha256":"zzz","LastModified":"2026-01-01","Environment":{"Variables":{"BUCKET":"shop-prod-images","SIGNING_SECRET":"planted-signing-secret"}}}]}`),
		"DescribeDBInstances":             query("DescribeDBInstances", `<DBInstances><DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier><DBInstanceArn>arn:db</DBInstanceArn><Engine>postgres</Engine><EngineVersion>15.6</EngineVersion><MultiAZ>true</MultiAZ><StorageEncrypted>true</StorageEncrypted><InstanceCreateTime>2020-01-01T00:00:00Z</InstanceCreateTime><DBParameterGroups><DBParameterGroup><DBParameterGroupName>orders-pg</DBParameterGroupName><ParameterApplyStatus>in-sync</ParameterApplyStatus></DBParameterGroup></DBParameterGroups></DBInstance></DBInstances>`),
		"DescribeDBClusters":              query("DescribeDBClusters", `<DBClusters></DBClusters>`),
		"DescribeDBParameters":            query("DescribeDBParameters", `<Parameters><Parameter><ParameterName>max_connections</ParameterName><ParameterValue>500</ParameterValue></Parameter></Parameters>`),
		"DescribeCacheClusters":           query("DescribeCacheClusters", `<CacheClusters><CacheCluster><CacheClusterId>c-001</CacheClusterId><ReplicationGroupId>c</ReplicationGroupId><EngineVersion>7.1.0</EngineVersion></CacheCluster></CacheClusters>`),
		"DescribeReplicationGroups":       query("DescribeReplicationGroups", `<ReplicationGroups><ReplicationGroup><ReplicationGroupId>c</ReplicationGroupId><ARN>arn:rg</ARN><CacheNodeType>cache.t4g.small</CacheNodeType><TransitEncryptionEnabled>true</TransitEncryptionEnabled></ReplicationGroup></ReplicationGroups>`),
		"ListQueues":                      fixed(`{"QueueUrls":["https://sqs.eu-west-1.amazonaws.com/1/shop-prod-orders"]}`),
		"GetQueueAttributes":              fixed(`{"Attributes":{"QueueArn":"arn:q","VisibilityTimeout":"30","ApproximateNumberOfMessages":"17"}}`),
		"ListBuckets":                     fixed(`<ListAllMyBucketsResult><Buckets><Bucket><Name>shop-prod-images</Name></Bucket></Buckets></ListAllMyBucketsResult>`),
		"GetBucketVersioning":             fixed(`<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>`),
		"GetBucketEncryption":             fixed("!ServerSideEncryptionConfigurationNotFoundError"),
		"GetPublicAccessBlock":            fixed(`<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>`),
		"GetBucketLifecycleConfiguration": fixed("!NoSuchLifecycleConfiguration"),
		"GetBucketPolicy":                 fixed(`{"Version":"2012-10-17","Statement":[]}`),
		"GetBucketTagging":                fixed(`<Tagging><TagSet><Tag><Key>team</Key><Value>storefront</Value></Tag></TagSet></Tagging>`),
		"GetRole": func(in map[string]any) string {
			return fmt.Sprintf(`<GetRoleResponse><GetRoleResult><Role><RoleName>%s</RoleName><Arn>arn:role</Arn><RoleId>AROA</RoleId><Path>/</Path><CreateDate>2020-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>%s</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>`,
				in["RoleName"], url.QueryEscape(`{"Version":"2012-10-17"}`))
		},
		"ListAttachedRolePolicies":  query("ListAttachedRolePolicies", `<AttachedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/ReadOnly</PolicyArn></member></AttachedPolicies><IsTruncated>false</IsTruncated>`),
		"ListRolePolicies":          query("ListRolePolicies", `<PolicyNames><member>access</member></PolicyNames><IsTruncated>false</IsTruncated>`),
		"GetRolePolicy":             query("GetRolePolicy", `<RoleName>r</RoleName><PolicyName>access</PolicyName><PolicyDocument>`+url.QueryEscape(`{"Statement":[{"Effect":"Allow","Action":"s3:GetObject"}]}`)+`</PolicyDocument>`),
		"ListApplications":          fixed(`{"Items":[{"Id":"a1","Name":"shop"}]}`),
		"ListEnvironments":          fixed(`{"Items":[{"Name":"live","Description":"x"}]}`),
		"ListConfigurationProfiles": fixed(`{"Items":[{"Name":"flags","Type":"AWS.AppConfig.FeatureFlags"}]}`),
	}
}

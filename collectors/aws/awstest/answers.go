package awstest

import (
	"fmt"
	"maps"
	"net/url"
	"strings"
)

// Fixed gives the same answer to every input.
func Fixed(body string) Answer { return func(map[string]any) string { return body } }

// Query wraps a result as the query protocol does.
func Query(op, result string) Answer {
	return Fixed(fmt.Sprintf("<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", op, result))
}

// Pages answers page by page. The first page holds the token for the second. in is the input's name of that token, out the answer's; each page
// holds the other members.
func Pages(in, out string, pages ...string) Answer {
	return func(input map[string]any) string {
		n := 0
		if t, ok := input[in].(string); ok {
			_, _ = fmt.Sscan(t, &n)
		}
		if n+1 < len(pages) {
			return fmt.Sprintf("{%s,%q:\"%d\"}", pages[n], out, n+1)
		}
		return "{" + pages[min(n, len(pages)-1)] + "}"
	}
}

// answers holds a small account: the answer of each operation to its input. An answer "!Code" is an error of that code.
func answers() map[string]Answer {
	out := storesAndIdentities()
	maps.Copy(out, workloadsAndData())
	return out
}

func workloadsAndData() map[string]Answer {
	return map[string]Answer{
		"GetParametersByPath": func(in map[string]any) string {
			if in["NextToken"] == nil {
				return `{"Parameters":[{"Name":"/shop/prod/db/host","Type":"String","Value":"db.shop.example","ARN":"arn:p1"},{"Name":"/shop/prod/db/password","Type":"SecureString","Value":"planted-db-password","ARN":"arn:p2"}],"NextToken":"2"}`
			}
			return `{"Parameters":[{"Name":"/shop/prod/zones","Type":"StringList","Value":"a,b,c","ARN":"arn:p3"}]}`
		},
		"ListSecrets": Fixed(`{"SecretList":[{"Name":"shop/gateway","ARN":"arn:s1","RotationEnabled":true,"LastChangedDate":1.7e9,"Tags":[{"Key":"team","Value":"checkout"}]},{"Name":"shop/locked","ARN":"arn:s2"}]}`),
		"GetSecretValue": func(in map[string]any) string {
			if in["SecretId"] == "arn:s2" {
				return "!AccessDeniedException"
			}
			return `{"ARN":"arn:s1","Name":"shop/gateway","SecretString":"{\"key\":\"planted-gateway-secret\"}"}`
		},
		"GetParameter": func(in map[string]any) string {
			if in["Name"] == "/shop/prod/db/password" {
				return `{"Parameter":{"Name":"/shop/prod/db/password","Type":"SecureString","Value":"planted-db-password"}}`
			}
			return "!ParameterNotFound"
		},
		"ListClusters": Fixed(`{"clusterArns":["arn:aws:ecs:eu-west-1:1:cluster/shop"]}`),
		"ListServices": Pages("nextToken", "nextToken", `"serviceArns":["arn:aws:ecs:eu-west-1:1:service/shop/orders"]`, `"serviceArns":["arn:aws:ecs:eu-west-1:1:service/shop/web"]`),
		"DescribeServices": Fixed(`{"services":[{"serviceName":"orders","serviceArn":"arn:svc","clusterArn":"arn:aws:ecs:eu-west-1:1:cluster/shop","desiredCount":3,"runningCount":2,"launchType":"FARGATE","taskDefinition":"arn:td:7",` +
			`"deploymentConfiguration":{"maximumPercent":200,"deploymentCircuitBreaker":{"enable":true,"rollback":true}},"networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"],"assignPublicIp":"DISABLED"}},"tags":[{"key":"team","value":"checkout"}]}]}`),
		"DescribeTaskDefinition": Fixed(`{"taskDefinition":{"taskDefinitionArn":"arn:td:7","family":"orders","revision":7,"cpu":"512","memory":"1024","taskRoleArn":"arn:aws:iam::1:role/orders-task",` +
			`"containerDefinitions":[{"name":"orders","image":"r/orders:1.2.3","dockerLabels":{"Team":"checkout"},"environment":[{"name":"LOG_LEVEL","value":"info"},{"name":"API_TOKEN","value":"planted-api-token-1"}],` +
			`"secrets":[{"name":"DB_PASSWORD","valueFrom":"arn:aws:ssm:eu-west-1:1:parameter/shop/prod/db/password"},{"name":"GATEWAY_KEY","valueFrom":"arn:aws:secretsmanager:eu-west-1:1:secret:shop/gateway-AbCdEf:key::"},{"name":"GONE","valueFrom":"/shop/prod/gone"}]},` +
			`{"name":"proxy","image":"envoy:1"}]},"tags":[{"key":"tier","value":"1"}]}`),
		"ListFunctions": Pages("Marker", "NextMarker",
			`"Functions":[{"FunctionName":"thumbnails","FunctionArn":"arn:fn","Runtime":"nodejs20.x","MemorySize":512,"Timeout":30,"Role":"arn:aws:iam::1:role/thumbs","CodeSha256":"zzz","LastModified":"2026-01-01","Layers":[{"Arn":"arn:aws:lambda:eu-west-1:1:layer:sharp:4","CodeSize":1}],"VpcConfig":{"SubnetIds":["b","a"],"VpcId":"v"},"Environment":{"Variables":{"BUCKET":"shop-prod-images","SIGNING_SECRET":"planted-signing-secret"}}}]`,
			`"Functions":[{"FunctionName":"sealed","FunctionArn":"arn:fn2","Runtime":"python3.13","MemorySize":128,"Timeout":3,"Environment":{"Error":{"ErrorCode":"AccessDeniedException","Message":"kms"}}}]`),
		"ListTags":                         Fixed(`{"Tags":{"team":"media"}}`),
		"DescribeDBInstances":              Query("DescribeDBInstances", `<DBInstances><DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier><DBInstanceArn>arn:db</DBInstanceArn><Engine>postgres</Engine><EngineVersion>15.6</EngineVersion><MultiAZ>true</MultiAZ><StorageEncrypted>true</StorageEncrypted><InstanceCreateTime>2020-01-01T00:00:00Z</InstanceCreateTime><DBParameterGroups><DBParameterGroup><DBParameterGroupName>orders-pg</DBParameterGroupName><ParameterApplyStatus>in-sync</ParameterApplyStatus></DBParameterGroup></DBParameterGroups></DBInstance></DBInstances>`),
		"DescribeDBClusters":               Query("DescribeDBClusters", `<DBClusters><DBCluster><DBClusterIdentifier>search</DBClusterIdentifier><DBClusterArn>arn:dbc</DBClusterArn><Engine>aurora-postgresql</Engine><EngineVersion>16.4</EngineVersion><DBClusterParameterGroup>search-pg</DBClusterParameterGroup><ServerlessV2ScalingConfiguration><MinCapacity>0.5</MinCapacity><MaxCapacity>8</MaxCapacity></ServerlessV2ScalingConfiguration></DBCluster></DBClusters>`),
		"DescribeDBParameterGroups":        Query("DescribeDBParameterGroups", `<DBParameterGroups><DBParameterGroup><DBParameterGroupName>orders-pg</DBParameterGroupName><DBParameterGroupFamily>postgres15</DBParameterGroupFamily></DBParameterGroup></DBParameterGroups>`),
		"DescribeDBClusterParameterGroups": Query("DescribeDBClusterParameterGroups", `<DBClusterParameterGroups><DBClusterParameterGroup><DBClusterParameterGroupName>search-pg</DBClusterParameterGroupName><DBParameterGroupFamily>aurora-postgresql16</DBParameterGroupFamily></DBClusterParameterGroup></DBClusterParameterGroups>`),
		"DescribeDBClusterParameters":      Query("DescribeDBClusterParameters", `<Parameters><Parameter><ParameterName>rds.logical_replication</ParameterName><ParameterValue>1</ParameterValue></Parameter></Parameters>`),
		"DescribeDBParameters": func(in map[string]any) string {
			if in["Marker"] == nil {
				return Query("DescribeDBParameters", `<Parameters><Parameter><ParameterName>max_connections</ParameterName><ParameterValue>500</ParameterValue></Parameter></Parameters><Marker>2</Marker>`)(in)
			}
			return Query("DescribeDBParameters", `<Parameters><Parameter><ParameterName>work_mem</ParameterName><ParameterValue>65536</ParameterValue></Parameter></Parameters>`)(in)
		},
		"DescribeCacheClusters":        Query("DescribeCacheClusters", `<CacheClusters><CacheCluster><CacheClusterId>c-001</CacheClusterId><ReplicationGroupId>c</ReplicationGroupId><Engine>redis</Engine><EngineVersion>7.1.0</EngineVersion><CacheParameterGroup><CacheParameterGroupName>c-params</CacheParameterGroupName></CacheParameterGroup></CacheCluster><CacheCluster><CacheClusterId>sessions</CacheClusterId><ARN>arn:cc</ARN><Engine>memcached</Engine><EngineVersion>1.6.22</EngineVersion><NumCacheNodes>2</NumCacheNodes></CacheCluster></CacheClusters>`),
		"DescribeReplicationGroups":    Query("DescribeReplicationGroups", `<ReplicationGroups><ReplicationGroup><ReplicationGroupId>c</ReplicationGroupId><ARN>arn:rg</ARN><CacheNodeType>cache.t4g.small</CacheNodeType><AutomaticFailover>enabled</AutomaticFailover><MultiAZ>disabled</MultiAZ><MemberClusters><ClusterId>c-001</ClusterId><ClusterId>c-002</ClusterId></MemberClusters><TransitEncryptionEnabled>true</TransitEncryptionEnabled></ReplicationGroup></ReplicationGroups>`),
		"DescribeCacheParameterGroups": Query("DescribeCacheParameterGroups", `<CacheParameterGroups><CacheParameterGroup><CacheParameterGroupName>c-params</CacheParameterGroupName><CacheParameterGroupFamily>redis7</CacheParameterGroupFamily></CacheParameterGroup></CacheParameterGroups>`),
		"DescribeCacheParameters":      Query("DescribeCacheParameters", `<Parameters><Parameter><ParameterName>maxmemory-policy</ParameterName><ParameterValue>noeviction</ParameterValue></Parameter></Parameters>`),
		"ListTagsForResource":          Query("ListTagsForResource", `<TagList><Tag><Key>team</Key><Value>platform</Value></Tag></TagList>`),
		"ListQueueTags":                Fixed(`{"Tags":{"team":"checkout"}}`),
	}
}

func storesAndIdentities() map[string]Answer {
	return map[string]Answer{
		"ListQueues":                      Fixed(`{"QueueUrls":["https://sqs.eu-west-1.amazonaws.com/1/shop-prod-orders"]}`),
		"GetQueueAttributes":              Fixed(`{"Attributes":{"QueueArn":"arn:q","VisibilityTimeout":"30","FifoQueue":"true","RedrivePolicy":"{\"maxReceiveCount\":5}","ApproximateNumberOfMessages":"17"}}`),
		"ListBuckets":                     Fixed(`<ListAllMyBucketsResult><Buckets><Bucket><Name>shop-prod-images</Name></Bucket></Buckets></ListAllMyBucketsResult>`),
		"GetBucketVersioning":             Fixed(`<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>`),
		"GetBucketEncryption":             Fixed("!ServerSideEncryptionConfigurationNotFoundError"),
		"GetPublicAccessBlock":            Fixed(`<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>`),
		"GetBucketLifecycleConfiguration": Fixed("!NoSuchLifecycleConfiguration"),
		"GetBucketPolicy":                 Fixed(`{"Version":"2012-10-17","Statement":[]}`),
		"GetBucketLogging":                Fixed(`<BucketLoggingStatus></BucketLoggingStatus>`),
		"GetBucketCors":                   Fixed("!NoSuchCORSConfiguration"),
		"GetBucketOwnershipControls":      Fixed(`<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>`),
		"GetObjectLockConfiguration":      Fixed("!ObjectLockConfigurationNotFoundError"),
		"GetBucketTagging":                Fixed(`<Tagging><TagSet><Tag><Key>team</Key><Value>storefront</Value></Tag></TagSet></Tagging>`),
		"GetRole": func(in map[string]any) string {
			return fmt.Sprintf(`<GetRoleResponse><GetRoleResult><Role><RoleName>%s</RoleName><Arn>arn:role</Arn><RoleId>AROA</RoleId><Path>/</Path><CreateDate>2020-01-01T00:00:00Z</CreateDate><AssumeRolePolicyDocument>%s</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>`,
				in["RoleName"], url.QueryEscape(`{"Version":"2012-10-17"}`))
		},
		"ListAttachedRolePolicies": Query("ListAttachedRolePolicies", `<AttachedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/ReadOnly</PolicyArn></member></AttachedPolicies><IsTruncated>false</IsTruncated>`),
		"ListRolePolicies":         Query("ListRolePolicies", `<PolicyNames><member>access</member></PolicyNames><IsTruncated>false</IsTruncated>`),
		"GetRolePolicy":            Query("GetRolePolicy", `<RoleName>r</RoleName><PolicyName>access</PolicyName><PolicyDocument>`+url.QueryEscape(`{"Statement":[{"Effect":"Allow","Action":"s3:GetObject"}]}`)+`</PolicyDocument>`),
		"ListDeployments": Pages("next_token", "NextToken",
			`"Items":[{"ConfigurationName":"flags","ConfigurationVersion":"4","DeploymentNumber":9,"State":"BAKING"},{"ConfigurationName":"flags","ConfigurationVersion":"3","DeploymentNumber":8,"State":"COMPLETE"}]`,
			`"Items":[{"ConfigurationName":"flags","ConfigurationVersion":"2","DeploymentNumber":7,"State":"COMPLETE"},{"ConfigurationName":"limits","ConfigurationVersion":"1","DeploymentNumber":6,"State":"COMPLETE"},{"ConfigurationName":"remote","ConfigurationVersion":"abc","DeploymentNumber":5,"State":"COMPLETE"}]`),
		"GetHostedConfigurationVersion": func(in map[string]any) string {
			switch path, _ := in["Path"].(string); {
			case strings.HasSuffix(path, "/configurationprofiles/p1/hostedconfigurationversions/3"):
				return `{"version":"1","flags":{"checkout":{"name":"Checkout","description":"new one","_createdAt":"2026-01-01T00:00:00Z","attributes":{"limit":{"constraints":{"type":"number"}}}},"beta":{"name":"Beta"},"odd":{"name":"Odd"}},` +
					`"values":{"checkout":{"enabled":true,"limit":50,"apiKey":"planted-flag-secret","_updatedAt":"2026-01-02T00:00:00Z"},"beta":{"_variants":[{"name":"staff","enabled":true,"rule":"(eq $group \"staff\")"},{"name":"default","enabled":false}]}}}`
			case strings.HasSuffix(path, "/configurationprofiles/p2/hostedconfigurationversions/1"):
				return "limits:\n  basket: 20\n  password: planted-limit-secret\n"
			}
			return "!ResourceNotFoundException"
		},
		"ListApplications":          Fixed(`{"Items":[{"Id":"a1","Name":"shop"}]}`),
		"ListEnvironments":          Fixed(`{"Items":[{"Id":"e1","Name":"live","Description":"x"}]}`),
		"ListConfigurationProfiles": Fixed(`{"Items":[{"Id":"p1","Name":"flags","Type":"AWS.AppConfig.FeatureFlags","LocationUri":"hosted"},{"Id":"p2","Name":"limits","Type":"AWS.Freeform","LocationUri":"hosted"},{"Id":"p3","Name":"remote","Type":"AWS.Freeform","LocationUri":"s3://bucket/x"},{"Id":"p4","Name":"draft","Type":"AWS.Freeform","LocationUri":"hosted"}]}`),
	}
}

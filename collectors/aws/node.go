package aws

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// volatile names, by service, the fields of answers that change by themselves or name the observation rather than the thing. They
// are dropped at every depth; "" holds what is dropped everywhere.
func volatile() map[string][]string {
	return map[string][]string{
		"": {
			"ResultMetadata", "CreatedAt", "CreatedDate", "CreationDate", "CreateDate", "LastModified", "LastModifiedDate",
			"LastModifiedTime", "LastAccessedDate", "LastChangedDate", "LastRotatedDate", "NextRotationDate",
		},
		"ecs": {
			"Events", "Deployments", "RunningCount", "PendingCount", "Status", "TaskSets", "RegisteredAt", "RegisteredBy",
			"DeregisteredAt", "Revision", "TaskDefinitionArn", "CreatedBy", "CurrentServiceDeployment", "CurrentServiceRevisions",
		},
		"lambda": {
			"RevisionId", "CodeSha256", "CodeSize", "Version", "State", "StateReason", "StateReasonCode", "LastUpdateStatus",
			"LastUpdateStatusReason", "LastUpdateStatusReasonCode",
		},
		"rds": {
			"InstanceCreateTime", "ClusterCreateTime", "LatestRestorableTime", "EarliestRestorableTime", "DBInstanceStatus",
			"PendingModifiedValues", "Status", "DbiResourceId", "DbClusterResourceId", "ParameterApplyStatus", "StatusInfos",
			"EarliestRestorableTime", "DBInstanceAutomatedBackupsReplications", "AutomaticRestartTime",
		},
		"elasticache":    {"ReplicationGroupCreateTime", "CacheClusterCreateTime", "AuthTokenLastModifiedDate", "Status", "PendingModifiedValues", "ParameterApplyStatus", "CurrentRole"},
		"sqs":            {"CreatedTimestamp", "LastModifiedTimestamp", "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"},
		"secretsmanager": {"SecretVersionsToStages"},
		"iam":            {"RoleLastUsed", "RoleId"},
	}
}

// toNode turns an SDK answer into a tree of its fields by their API names, without nulls and without volatile fields.
func toNode(service string, v any) (snapshot.Node, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return snapshot.Node{}, fmt.Errorf("read the answer: %w", err)
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return snapshot.Node{}, fmt.Errorf("read the answer: %w", err)
	}
	drop := map[string]bool{}
	table := volatile()
	for _, name := range append(table[""], table[service]...) {
		drop[name] = true
	}
	n, _ := fromAny("", tree, drop)
	return n, nil
}

// fromAny converts decoded JSON. The bool is false for nulls, which the SDK writes for every field that the service left out.
func fromAny(key string, v any, drop map[string]bool) (snapshot.Node, bool) {
	switch v := v.(type) {
	case nil:
		return snapshot.Node{}, false
	case bool:
		return snapshot.Node{Key: key, Kind: snapshot.Bool, Text: strconv.FormatBool(v)}, true
	case json.Number:
		return snapshot.Node{Key: key, Kind: snapshot.Number, Text: v.String()}, true
	case string:
		return text(key, v), true
	case []any:
		n := snapshot.Node{Key: key, Kind: snapshot.List}
		for _, e := range v {
			if c, ok := fromAny("", e, drop); ok {
				n.Children = append(n.Children, c)
			}
		}
		return n, true
	case map[string]any:
		n := snapshot.Node{Key: key, Kind: snapshot.Map}
		for k, e := range v {
			if drop[k] {
				continue
			}
			if c, ok := fromAny(k, e, drop); ok {
				n.Children = append(n.Children, c)
			}
		}
		sortByKey(&n)
		return n, true
	}
	return text(key, fmt.Sprint(v)), true
}

func text(key, value string) snapshot.Node {
	return snapshot.Node{Key: key, Kind: snapshot.String, Text: value}
}

func sortByKey(n *snapshot.Node) {
	slices.SortFunc(n.Children, func(a, b snapshot.Node) int { return strings.Compare(a.Key, b.Key) })
}

// put sets a child of a Map, replacing one of the same key.
func put(n *snapshot.Node, c snapshot.Node) {
	for i := range n.Children {
		if n.Children[i].Key == c.Key {
			n.Children[i] = c
			return
		}
	}
	n.Children = append(n.Children, c)
	sortByKey(n)
}

package kubernetes

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// serverDefault reports whether text is the value that the Kubernetes API server fills in for an attribute that a manifest leaves out
// (k8s.io/kubernetes/pkg/apis/*/v1/defaults.go). So a live object equals its manifest.
func serverDefault(key, text string) bool {
	switch key {
	case "protocol":
		return text == "TCP"
	case "terminationMessagePath":
		return text == "/dev/termination-log"
	case "terminationMessagePolicy":
		return text == "File"
	case "dnsPolicy":
		return text == "ClusterFirst"
	case "restartPolicy":
		return text == "Always"
	case "schedulerName":
		return text == "default-scheduler"
	case "terminationGracePeriodSeconds":
		return text == "30"
	case "revisionHistoryLimit":
		return text == "10"
	case "progressDeadlineSeconds":
		return text == "600"
	case "sessionAffinity":
		return text == "None"
	case "internalTrafficPolicy", "externalTrafficPolicy":
		return text == "Cluster"
	case "ipFamilyPolicy":
		return text == "SingleStack"
	case "podManagementPolicy":
		return text == "OrderedReady"
	case "successThreshold", "failedJobsHistoryLimit", "parallelism", "completions":
		return text == "1"
	case "scheme":
		return text == "HTTP"
	case "defaultMode":
		return text == "420"
	case "concurrencyPolicy":
		return text == "Allow"
	case "suspend", "hostNetwork", "manualSelector", "publishNotReadyAddresses":
		return text == "false"
	case "successfulJobsHistoryLimit":
		return text == "3"
	case "completionMode":
		return text == "NonIndexed"
	case "backoffLimit":
		return text == "6"
	case "podReplacementPolicy":
		return text == "TerminatingOrFailed"
	case "volumeMode":
		return text == "Filesystem"
	case "enableServiceLinks", "automountServiceAccountToken", "allocateLoadBalancerNodePorts":
		return text == "true"
	case "imagePullPolicy":
		return text == "IfNotPresent"
	case "preemptionPolicy":
		return text == "PreemptLowerPriority"
	case "minReadySeconds":
		return text == "0"
	case "persistentVolumeClaimRetention":
		return text == "Retain"
	}
	return false
}

// probeDefault is serverDefault for keys below a probe. Elsewhere these keys have no default.
func probeDefault(key, text string) bool {
	switch key {
	case "timeoutSeconds":
		return text == "1"
	case "periodSeconds":
		return text == "10"
	case "failureThreshold":
		return text == "3"
	case "initialDelaySeconds":
		return text == "0"
	}
	return false
}

// Default is true for a value that the API server fills in, for null, for an empty list, and for an empty map without meaning. Values of data,
// labels and annotations have no defaults.
func (Dialect) Default(kind string, path []string, n *snapshot.Node) bool {
	key, parent := path[len(path)-1], ""
	if len(path) > 1 {
		parent = path[len(path)-2]
	}
	if toolsMark(parent, key, n) {
		return true
	}
	switch n.Kind {
	case snapshot.Null:
		return true
	case snapshot.List:
		return len(n.Children) == 0 || kindTree(kind, key, n)
	case snapshot.Map:
		return len(n.Children) == 0 && emptyMeansNothing(key) || kindTree(kind, key, n)
	case snapshot.Bool, snapshot.Number, snapshot.String:
	default:
		return false
	}
	if path[0] == "data" || path[0] == "stringData" || parent == "annotations" || parent == "labels" {
		return false
	}
	if kindDefault(kind, parent, key, n.Text) || key == "namespace" && parent == "metadata" && len(path) == 2 { // the namespace is then chosen when the manifest is applied
		return true
	}
	if parent == "" {
		return false
	}
	return strings.HasSuffix(parent, "Probe") && probeDefault(key, n.Text) || podDefault(path, parent, key, n.Text) || serverDefault(key, n.Text)
}

// emptyMeansNothing lists the maps that have no meaning when they are empty.
func emptyMeansNothing(key string) bool {
	switch key {
	case "securityContext", "resources", "strategy", "annotations", "labels", "status", "affinity", "tolerations", "imagePullSecrets", "env", "volumes",
		"metadata", "updateStrategy", "selector", "volumeMounts", "args", "command", "template", "namespaceSelector", "objectSelector", "requests", "limits", "nodeSelector", "helm":
		return true
	}
	return false
}

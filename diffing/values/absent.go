package values

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// serverDefault reports whether text is what the Kubernetes API server fills in for the attribute where a manifest says nothing
// (k8s.io/kubernetes/pkg/apis/*/v1/defaults.go). A live object meets its manifest without noise because of it.
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

// probeDefault is the same below a probe; elsewhere these keys mean something.
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

// Absent reports whether leaving the attribute at c out means the same to its consumer as n: a default that the API server
// fills in, a null, an empty map or list in a manifest. c.Path ends in the attribute's own key.
func Absent(c Context, n *snapshot.Node) bool {
	if len(c.Path) == 0 {
		return false
	}
	objects := c.Type == "kubernetes" || c.Type == "helm"
	key, parent := c.Path[len(c.Path)-1], ""
	if len(c.Path) > 1 {
		parent = c.Path[len(c.Path)-2]
	}
	switch n.Kind {
	case snapshot.Null:
		return objects || c.Type == "terraform"
	case snapshot.List:
		return len(n.Children) == 0 && (objects || c.applied()) || objects && kindTree(c.Kind, key, n)
	case snapshot.Map:
		return len(n.Children) == 0 && (objects && emptyMeansNothing(key) || c.applied()) || objects && kindTree(c.Kind, key, n)
	case snapshot.Bool, snapshot.Number, snapshot.String:
	default:
		return false
	}
	if n.Kind == snapshot.String && n.Text == "" && c.applied() {
		return true
	}
	if !objects || c.Path[0] == "data" || c.Path[0] == "stringData" || parent == "annotations" || parent == "labels" {
		return false
	}
	if kindDefault(c.Kind, parent, key, n.Text) || key == "namespace" && parent == "metadata" && len(c.Path) == 2 { // of who applies it, then
		return true
	}
	if parent == "" {
		return false
	}
	return strings.HasSuffix(parent, "Probe") && probeDefault(key, n.Text) || podDefault(c.Path, parent, key, n.Text) || serverDefault(key, n.Text)
}

// applied reports whether c is an attribute of something that Terraform made. Whether a state has null, an empty text, list or map there depends on
// the provider's version and on refreshes, not on what runs. A variable, a local or an output of Terraform is empty on purpose.
func (c Context) applied() bool {
	return c.Type == "terraform" && strings.Contains(c.Kind, "_") && c.Kind != "provider_config"
}

// emptyMeansNothing lists the maps and lists that say nothing when they are empty.
func emptyMeansNothing(key string) bool {
	switch key {
	case "securityContext", "resources", "strategy", "annotations", "labels", "status", "affinity", "tolerations", "imagePullSecrets", "env", "volumes",
		"metadata", "updateStrategy", "selector", "volumeMounts", "args", "command", "template", "namespaceSelector", "objectSelector", "requests", "limits", "nodeSelector", "helm":
		return true
	}
	return false
}

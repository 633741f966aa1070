package kubernetes

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// kindDefault is serverDefault for keys that have a default only in some kinds. parent is the key above, "" at the root.
func kindDefault(kind, parent, key, text string) bool {
	switch kind {
	case "Service":
		return key == "type" && parent == "spec" && text == "ClusterIP" || key == "nodePort" // allocated if the manifest has none
	case "Secret":
		return key == "type" && text == "Opaque"
	case "ExternalSecret", "ClusterExternalSecret":
		return externalSecretDefault(key, text)
	case "Deployment", "ReplicationController", "StatefulSet", "DaemonSet":
		return workloadDefault(kind, parent, key, text)
	case "HorizontalPodAutoscaler":
		return key == "minReplicas" && text == "1" || key == "selectPolicy" && text == "Max"
	case "RoleBinding", "ClusterRoleBinding":
		return key == "apiGroup" && text == "rbac.authorization.k8s.io"
	case "StorageClass":
		return key == "reclaimPolicy" && text == "Delete" || key == "volumeBindingMode" && text == "Immediate"
	case "PersistentVolume":
		return key == "persistentVolumeReclaimPolicy" && text == "Retain" || key == "type" && parent == "hostPath" && text == ""
	case "PriorityClass":
		return key == "preemptionPolicy" && text == "PreemptLowerPriority"
	case "IngressClass":
		return key == "scope" && text == "Cluster"
	case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
		"MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding":
		return admissionDefault(parent, key, text)
	case "CSIDriver":
		return csiDefault(key, text)
	}
	return false
}

// externalSecretDefault is serverDefault for External Secrets (external-secrets.io/v1, apis/externalsecrets/v1).
func externalSecretDefault(key, text string) bool {
	switch key {
	case "conversionStrategy":
		return text == "Default"
	case "decodingStrategy", "metadataPolicy":
		return text == "None"
	case "deletionPolicy":
		return text == "Retain"
	case "creationPolicy":
		return text == "Owner"
	case "refreshInterval":
		return text == "1h" || text == "1h0m0s"
	case "engineVersion":
		return text == "v2"
	case "mergePolicy":
		return text == "Replace"
	}
	return false
}

func workloadDefault(kind, parent, key, text string) bool {
	switch {
	case key == "replicas" && parent == "spec":
		return text == "1"
	case key == "type" && (parent == "strategy" || parent == "updateStrategy"):
		return text == "RollingUpdate"
	case parent != "rollingUpdate":
		return false
	}
	switch kind {
	case "Deployment":
		return (key == "maxSurge" || key == "maxUnavailable") && text == "25%"
	case "StatefulSet":
		return key == "partition" && text == "0"
	}
	return key == "maxSurge" && text == "0" || key == "maxUnavailable" && text == "1"
}

func admissionDefault(parent, key, text string) bool {
	switch key {
	case "failurePolicy":
		return text == "Fail"
	case "matchPolicy":
		return text == "Equivalent"
	case "reinvocationPolicy":
		return text == "Never"
	case "timeoutSeconds":
		return text == "10"
	case "scope":
		return text == "*"
	case "port":
		return parent == "service" && text == "443"
	}
	return false
}

func csiDefault(key, text string) bool {
	switch key {
	case "attachRequired":
		return text == "true"
	case "podInfoOnMount", "requiresRepublish", "seLinuxMount", "storageCapacity":
		return text == "false"
	case "fsGroupPolicy":
		return text == "ReadWriteOnceWithFSType"
	}
	return false
}

// podDefault is for keys inside a Pod's specification that have a default below one parent.
func podDefault(path []string, parent, key, text string) bool {
	switch parent {
	case "fieldRef":
		return key == "apiVersion" && text == "v1"
	case "resourceFieldRef":
		return key == "divisor" && text == "0"
	case "serviceAccountToken":
		return key == "expirationSeconds" && text == "3600"
	case "hostPath":
		return key == "type" && text == ""
	case "grpc":
		return key == "service" && text == ""
	case "httpGet":
		return key == "path" && text == "/"
	case "rbd", "iscsi":
		return key == "pool" && text == "rbd" || key == "user" && text == "admin" || key == "keyring" && text == "/etc/ceph/keyring" || key == "iscsiInterface" && text == "default"
	case "azureDisk":
		return key == "cachingMode" && text == "ReadWrite" || key == "fsType" && text == "ext4" || key == "kind" && text == "Shared" || key == "readOnly" && text == "false"
	}
	// A variable without a value is empty.
	return key == "value" && text == "" && len(path) > 2 && path[len(path)-3] == "env" && strings.HasPrefix(parent, "[")
}

// kindTree is serverDefault for whole maps and lists.
func kindTree(kind, key string, n *snapshot.Node) bool {
	want := ""
	switch kind + " " + key {
	case "Deployment strategy":
		want = "{rollingUpdate:{maxSurge:25%,maxUnavailable:25%},type:RollingUpdate}"
	case "Deployment rollingUpdate":
		want = "{maxSurge:25%,maxUnavailable:25%}"
	case "StatefulSet updateStrategy":
		want = "{rollingUpdate:{partition:0},type:RollingUpdate}"
	case "StatefulSet rollingUpdate":
		want = "{partition:0}"
	case "DaemonSet updateStrategy":
		want = "{rollingUpdate:{maxSurge:0,maxUnavailable:1},type:RollingUpdate}"
	case "DaemonSet rollingUpdate":
		want = "{maxSurge:0,maxUnavailable:1}"
	case "StatefulSet persistentVolumeClaimRetentionPolicy":
		want = "{whenDeleted:Retain,whenScaled:Retain}"
	case "CustomResourceDefinition conversion":
		want = "{strategy:None}"
	case "CSIDriver volumeLifecycleModes":
		want = "[Persistent]"
	case "HorizontalPodAutoscaler metrics":
		want = "[{resource:{name:cpu,target:{averageUtilization:80,type:Utilization}},type:Resource}]"
	case "HorizontalPodAutoscaler scaleUp":
		want = "{policies:[{periodSeconds:15,type:Pods,value:4},{periodSeconds:15,type:Percent,value:100}],selectPolicy:Max,stabilizationWindowSeconds:0}"
	case "HorizontalPodAutoscaler scaleDown":
		want = "{policies:[{periodSeconds:15,type:Percent,value:100}],selectPolicy:Max}"
	case "HorizontalPodAutoscaler policies":
		return compact(n) == "[{periodSeconds:15,type:Percent,value:100}]" || compact(n) == "[{periodSeconds:15,type:Pods,value:4},{periodSeconds:15,type:Percent,value:100}]"
	}
	return want != "" && compact(n) == want
}

// compact writes a small tree on one line.
func compact(n *snapshot.Node) string {
	var b strings.Builder
	var write func(n *snapshot.Node)
	write = func(n *snapshot.Node) {
		if n.Scalar() {
			b.WriteString(n.Text)
			return
		}
		brackets := "[]"
		if n.Kind == snapshot.Map {
			brackets = "{}"
		}
		b.WriteByte(brackets[0])
		for i := range n.Children {
			if i > 0 {
				b.WriteByte(',')
			}
			if n.Kind == snapshot.Map {
				b.WriteString(n.Children[i].Key + ":")
			}
			write(&n.Children[i])
		}
		b.WriteByte(brackets[1])
	}
	write(n)
	return b.String()
}

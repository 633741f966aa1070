package kubernetes

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// toolsMark reports whether n is a label or annotation that a tool adds to an object, or a map of only such marks. The object is the same without
// it, if somebody applied it by hand or no webhook has processed it yet. Two different marks are compared.
func toolsMark(parent, key string, n *snapshot.Node) bool {
	switch {
	case key == "caBundle": // a controller fills it in
		return n.Kind == snapshot.String
	case parent == "annotations" || parent == "labels":
		return n.Scalar() && markedByTool(key, n.Text)
	case (key == "annotations" || key == "labels") && parent == "metadata" && n.Kind == snapshot.Map:
		for i := range n.Children {
			if x := &n.Children[i]; !x.Scalar() || !markedByTool(x.Key, x.Text) {
				return false
			}
		}
		return len(n.Children) > 0
	}
	return false
}

// markedByTool reports whether a tool writes the key. The keys are from the documentation of each tool.
func markedByTool(key, text string) bool {
	switch key {
	case "prometheus-operator-validated", "app.kubernetes.io/managed-by", "helm.sh/chart", "app.kubernetes.io/created-by",
		"argocd.argoproj.io/instance", "sidecar.istio.io/status", "openshift.io/generated-by", "openshift.io/host.generated", "rollout.argoproj.io/revision", "cloud.google.com/neg-status",
		"volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/storage-provisioner", "kots.io/app-slug", "endpoints.kubernetes.io/last-change-trigger-time",
		"ingress.kubernetes.io/backends", "kubernetes.io/psp":
		return true
	case "heritage":
		return text == "Helm" || text == "Tiller"
	case "chart": // the label of charts before helm.sh/chart: name-1.2.3
		at := strings.LastIndexByte(text, '-')
		return at > 0 && at+1 < len(text) && text[at+1] >= '0' && text[at+1] <= '9'
	}
	domain, name, ok := strings.Cut(key, "/")
	if !ok {
		return false
	}
	switch domain {
	case "meta.helm.sh", "objectset.rio.cattle.io", "lifecycle.cattle.io", "internal.config.kubernetes.io", "internal.kpt.dev", "reconcile.external-secrets.io",
		"control-plane.alpha.kubernetes.io", "olm.operatorframework.io":
		return true
	case "kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io":
		return name == "name" || name == "namespace" || name == "checksum"
	case "reconcile.fluxcd.io":
		return name == "requestedAt"
	case "kapp.k14s.io":
		return name == "identity" || name == "original" || name == "original-diff-md5"
	case "velero.io":
		return name == "backup-name" || name == "restore-name"
	case "cni.projectcalico.org":
		return name == "podIP" || name == "podIPs" || name == "containerID"
	case "k8s.v1.cni.cncf.io":
		return name == "network-status" || name == "networks-status"
	case "pv.kubernetes.io":
		return name != "provisioned-by"
	}
	return false
}

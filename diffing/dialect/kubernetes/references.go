package kubernetes

import "strings"

// NamesObject is true for references to ConfigMaps, Secrets, claims and the like. kustomize and Helm append a hash to these names.
func (Dialect) NamesObject(above, key string) bool {
	switch key {
	case "secretName", "claimName":
		return true
	case "name":
		switch above {
		case "configMap", "secret", "imagePullSecrets", "persistentVolumeClaim", "serviceAccount":
			return true
		}
		return strings.HasSuffix(above, "Ref") || strings.HasSuffix(above, "Reference") || strings.HasSuffix(above, "_ref")
	}
	return false
}

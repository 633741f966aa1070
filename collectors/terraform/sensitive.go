package terraform

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// sensitiveAttributes returns the paths of attributes that are sensitive in providers' schemas and that older versions of Terraform do not mark
// in a state. "*" is any key.
func sensitiveAttributes(kind string) []string {
	switch kind {
	case "random_password":
		return []string{"result", "bcrypt_hash"}
	case "random_bytes":
		return []string{"base64", "hex"}
	case "tls_private_key":
		return []string{"private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"}
	case "aws_iam_access_key":
		return []string{"secret", "encrypted_secret", "ses_smtp_password_v4"}
	case "aws_iam_user_login_profile":
		return []string{"password", "encrypted_password"}
	case "aws_secretsmanager_secret_version":
		return []string{"secret_string", "secret_binary"}
	case "aws_db_instance":
		return []string{"password"}
	case "aws_rds_cluster":
		return []string{"master_password"}
	case "aws_redshift_cluster":
		return []string{"master_password"}
	case "aws_docdb_cluster":
		return []string{"master_password"}
	case "aws_elasticache_replication_group":
		return []string{"auth_token"}
	case "aws_elasticache_user":
		return []string{"passwords"}
	case "aws_mq_broker":
		return []string{"user.*.password"}
	case "aws_dms_endpoint":
		return []string{"password"}
	case "kubernetes_secret":
		return []string{"data", "binary_data"}
	case "kubernetes_secret_v1":
		return []string{"data", "binary_data"}
	case "github_actions_secret":
		return []string{"plaintext_value", "encrypted_value"}
	case "github_actions_environment_secret":
		return []string{"plaintext_value", "encrypted_value"}
	case "google_service_account_key":
		return []string{"private_key"}
	case "google_secret_manager_secret_version":
		return []string{"secret_data"}
	case "google_sql_user":
		return []string{"password"}
	case "azurerm_key_vault_secret":
		return []string{"value"}
	case "vault_generic_secret":
		return []string{"data_json", "data"}
	case "vault_kv_secret_v2":
		return []string{"data_json", "data"}
	case "local_sensitive_file":
		return []string{"content", "content_base64"}
	case "helm_release":
		return []string{"set_sensitive.*.value", "repository_password"}
	case "acme_certificate":
		return []string{"private_key_pem", "certificate_p12"}
	}
	return nil
}

// seal replaces every scalar at and below n by its fingerprint. Keys of maps and lengths of lists stay, so that a missing key is found.
func seal(s *snapshot.Sealer, n *snapshot.Node) {
	switch n.Kind {
	case snapshot.Map, snapshot.List:
		n.Flags |= snapshot.FlagSensitive
		for i := range n.Children {
			seal(s, &n.Children[i])
		}
	case snapshot.Null, snapshot.Unknown, snapshot.Secret:
		n.Flags |= snapshot.FlagSensitive
	default:
		file := n.File
		*n = s.Seal(n.Key, n.Text, n.Line)
		n.File = file
	}
}

// sealPath seals the values at a path of keys; "*" is every element. If the path does not exist, it seals what it reached, so that a mark on an
// element of a set is never lost.
func sealPath(s *snapshot.Sealer, n *snapshot.Node, path []string) {
	if len(path) == 0 {
		seal(s, n)
		return
	}
	switch n.Kind {
	case snapshot.Map:
		if path[0] == "*" {
			for i := range n.Children {
				sealPath(s, &n.Children[i], path[1:])
			}
			return
		}
		if c := n.Child(path[0]); c != nil {
			sealPath(s, c, path[1:])
		}
	case snapshot.List:
		if i, ok := index(path[0]); ok {
			if i < len(n.Children) {
				sealPath(s, &n.Children[i], path[1:])
			}
			return
		}
		rest := path
		if path[0] == "*" {
			rest = path[1:]
		}
		for i := range n.Children {
			sealPath(s, &n.Children[i], rest)
		}
	case snapshot.Null, snapshot.Unknown:
	default:
		seal(s, n)
	}
}

func index(s string) (int, bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// sealKnown seals the attributes that the table names for a resource type, and SecureStrings.
func sealKnown(s *snapshot.Sealer, kind string, root *snapshot.Node) {
	kind = strings.TrimPrefix(kind, "data.")
	for _, p := range sensitiveAttributes(kind) {
		sealPath(s, root, strings.Split(p, "."))
	}
	if kind == "aws_ssm_parameter" {
		if t := root.Child("type"); t == nil || t.Text == "SecureString" || t.Kind != snapshot.String {
			sealPath(s, root, []string{"value"})
			sealPath(s, root, []string{"insecure_value"})
		}
	}
}

// shortestTwin is the shortest length in bytes of a text that counts as the same secret. Shorter ones are equal by chance ("default", "admin").
const shortestTwin = 8

// sealTwins seals the texts of a resource that are equal to one of its secrets. Providers copy sensitive arguments to attributes that the state
// does not mark: terraform_data's output is its input, an endpoint's address contains its token.
func sealTwins(s *snapshot.Sealer, root *snapshot.Node) {
	secrets := map[string]bool{}
	leaves(root, func(n *snapshot.Node) {
		if n.Kind == snapshot.Secret {
			secrets[n.Text] = true
		}
	})
	if len(secrets) == 0 {
		return
	}
	leaves(root, func(n *snapshot.Node) {
		if n.Kind == snapshot.String && len(n.Text) >= shortestTwin {
			if sealed := s.Seal(n.Key, n.Text, n.Line); secrets[sealed.Text] {
				sealed.File = n.File
				*n = sealed
			}
		}
	})
}

// leaves visits every node without children.
func leaves(n *snapshot.Node, visit func(*snapshot.Node)) {
	if len(n.Children) == 0 {
		visit(n)
		return
	}
	for i := range n.Children {
		leaves(&n.Children[i], visit)
	}
}

// sealMask seals what a mask of `show -json` marks: true for the whole value, else a tree of the same shape.
func sealMask(s *snapshot.Sealer, n, mask *snapshot.Node) {
	if n == nil || mask == nil {
		return
	}
	switch mask.Kind {
	case snapshot.Bool:
		if mask.Text == "true" {
			seal(s, n)
		}
	case snapshot.Map:
		for i := range mask.Children {
			sealMask(s, n.Child(mask.Children[i].Key), &mask.Children[i])
		}
	case snapshot.List:
		for i := range mask.Children {
			if n.Kind == snapshot.List && i < len(n.Children) {
				sealMask(s, &n.Children[i], &mask.Children[i])
			}
		}
	}
}

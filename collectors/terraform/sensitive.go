package terraform

import (
	"strings"

	"github.com/envparity/envparity/snapshot"
)

// sensitiveAttributes are attributes that providers call sensitive in their schemas and that older Terraform left out of a
// state's own marks. The value is the attribute's path; "*" is any key.
var sensitiveAttributes = map[string][]string{
	"random_password":                      {"result", "bcrypt_hash"},
	"random_bytes":                         {"base64", "hex"},
	"tls_private_key":                      {"private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"},
	"aws_iam_access_key":                   {"secret", "encrypted_secret", "ses_smtp_password_v4"},
	"aws_iam_user_login_profile":           {"password", "encrypted_password"},
	"aws_secretsmanager_secret_version":    {"secret_string", "secret_binary"},
	"aws_db_instance":                      {"password"},
	"aws_rds_cluster":                      {"master_password"},
	"aws_redshift_cluster":                 {"master_password"},
	"aws_docdb_cluster":                    {"master_password"},
	"aws_elasticache_replication_group":    {"auth_token"},
	"aws_elasticache_user":                 {"passwords"},
	"aws_mq_broker":                        {"user.*.password"},
	"aws_dms_endpoint":                     {"password"},
	"kubernetes_secret":                    {"data", "binary_data"},
	"kubernetes_secret_v1":                 {"data", "binary_data"},
	"github_actions_secret":                {"plaintext_value", "encrypted_value"},
	"github_actions_environment_secret":    {"plaintext_value", "encrypted_value"},
	"google_service_account_key":           {"private_key"},
	"google_secret_manager_secret_version": {"secret_data"},
	"google_sql_user":                      {"password"},
	"azurerm_key_vault_secret":             {"value"},
	"vault_generic_secret":                 {"data_json", "data"},
	"vault_kv_secret_v2":                   {"data_json", "data"},
	"local_sensitive_file":                 {"content", "content_base64"},
	"helm_release":                         {"set_sensitive.*.value", "repository_password"},
	"acme_certificate":                     {"private_key_pem", "certificate_p12"},
}

// seal replaces every scalar at and below n by its fingerprint. Keys of maps and lengths of lists stay, so that a key that one
// environment lacks can be told.
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

// sealPath seals what a path of keys names; "*" is every element. Where the path leads nowhere it seals what it reached, so that a
// mark on an element of a set is never lost.
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
	for _, p := range sensitiveAttributes[kind] {
		sealPath(s, root, strings.Split(p, "."))
	}
	if kind == "aws_ssm_parameter" {
		if t := root.Child("type"); t == nil || t.Text == "SecureString" || t.Kind != snapshot.String {
			sealPath(s, root, []string{"value"})
			sealPath(s, root, []string{"insecure_value"})
		}
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

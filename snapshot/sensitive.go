package snapshot

import "github.com/envparity/envparity/snapshot/secret"

// SensitiveName reports whether a value under this name is a secret by the name's meaning: DB_PASSWORD, apiKey, client-secret, PGPASSWORD. A name
// that only mentions a secret (secretName, tokenAudience, passwordPolicy, SECRET_ARN) is not.
func SensitiveName(name string) bool { return secret.NameOf(name).Holds() }

// Placeholder reports whether value is a stand-in that should have been replaced: see secret.Placeholder.
func Placeholder(value string) bool { return secret.Placeholder(value) }

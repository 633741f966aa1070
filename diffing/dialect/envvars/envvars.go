// Package envvars is the dialect of environment variables: files of them, compose services, processes.
package envvars

import "github.com/envparity/envparity/diffing/dialect"

// Dialect is what is known of environment variables.
type Dialect struct{ dialect.Plain }

// ReadsText is true: a program reads every variable as text.
func (Dialect) ReadsText(string) bool { return true }

// Variables is true.
func (Dialect) Variables() bool { return true }

// Package envvars is the dialect of environment variables: files of them, compose services, processes.
package envvars

import (
	"github.com/envparity/envparity/diffing/dialect"
	"github.com/envparity/envparity/snapshot"
)

// Dialect is what is known of environment variables.
type Dialect struct{ dialect.Plain }

// ReadsText is true: a program reads every variable as text.
func (Dialect) ReadsText(string) bool { return true }

// Default reports whether n is the default of a compose service's attribute
// (https://github.com/compose-spec/compose-spec/blob/main/05-services.md).
func (Dialect) Default(kind string, path []string, n *snapshot.Node) bool {
	if kind != snapshot.KindService || !n.Scalar() {
		return false
	}
	switch path[len(path)-1] {
	case "privileged", "read_only", "init", "tty", "stdin_open", "oom_kill_disable":
		return n.Text == "false"
	case "restart":
		return n.Text == "no"
	case "replicas", "scale":
		return n.Text == "1"
	case "protocol":
		return n.Text == "tcp"
	case "mode":
		return n.Text == "ingress" || n.Text == "replicated"
	case "host_ip":
		return n.Text == "0.0.0.0"
	case "required":
		return n.Text == "true"
	}
	return false
}

// Variables is true.
func (Dialect) Variables() bool { return true }

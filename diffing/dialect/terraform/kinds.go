package terraform

import "strings"

// PassesOn is true for variables, outputs and locals.
func (Dialect) PassesOn(kind string) bool {
	return kind == "variable" || kind == "output" || kind == "local"
}

// Parameter is true for variables.
func (Dialect) Parameter(kind string) bool { return kind == "variable" }

// GivenName is true for modules and for resources, whose kinds contain the name of their provider: aws_sqs_queue.
func (d Dialect) GivenName(kind string) bool {
	return kind == "module" || !d.PassesOn(kind) && strings.Contains(kind, "_")
}

// Lookup is true for data sources.
func (Dialect) Lookup(kind string) bool { return strings.HasPrefix(kind, "data.") }

// Upgrade is true for a module's source and version.
func (Dialect) Upgrade(kind, path string) bool {
	return kind == "module" && (path == "source" || path == "version")
}

// Entries is true for all kinds but outputs and Terraform's own settings.
func (Dialect) Entries(kind string) bool {
	switch kind {
	case "module", "local", "provider", "variable":
		return true
	}
	return strings.Contains(kind, "_")
}

// Counts is true for count.
func (Dialect) Counts(path string) bool { return path == "count" }

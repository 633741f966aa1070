package terraform

import "strings"

// PassesOn is true of variables, outputs and locals.
func (Dialect) PassesOn(kind string) bool {
	return kind == "variable" || kind == "output" || kind == "local"
}

// Parameter is true of variables.
func (Dialect) Parameter(kind string) bool { return kind == "variable" }

// GivenName is true of modules and of resources, whose kinds carry the name of their provider: aws_sqs_queue.
func (d Dialect) GivenName(kind string) bool {
	return kind == "module" || !d.PassesOn(kind) && strings.Contains(kind, "_")
}

// Lookup is true of data sources.
func (Dialect) Lookup(kind string) bool { return strings.HasPrefix(kind, "data.") }

// Upgrade is true of a module's source and version.
func (Dialect) Upgrade(kind, path string) bool {
	return kind == "module" && (path == "source" || path == "version")
}

// Entries is true of all but outputs and of what Terraform itself is told.
func (Dialect) Entries(kind string) bool {
	switch kind {
	case "module", "local", "provider", "variable":
		return true
	}
	return strings.Contains(kind, "_")
}

// Counts is true of count.
func (Dialect) Counts(path string) bool { return path == "count" }

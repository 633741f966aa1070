package values

import (
	"strings"

	"github.com/envparity/envparity/names"
)

// key returns the name of the attribute at c: its last key, or the name of the element whose value it is (an environment variable, a parameter).
func (c Context) key() string {
	for i := len(c.Path) - 1; i >= 0; i-- {
		p := c.Path[i]
		if p == "value" || p == "default" || p == "Value" {
			continue
		}
		if len(p) > 2 && p[0] == '[' {
			if eq := strings.IndexByte(p, '='); eq > 0 {
				return p[eq+1 : len(p)-1]
			}
			continue
		}
		return p
	}
	return ""
}

func anyWord(have []string, want ...string) bool {
	for _, h := range have {
		for _, w := range want {
			if h == w {
				return true
			}
		}
	}
	return false
}

// quantityPlace reports whether Kubernetes reads the value at c as a quantity.
func (c Context) quantityPlace() bool {
	for i := len(c.Path) - 1; i >= 0; i-- {
		switch c.Path[i] {
		case "requests", "limits", "hard", "capacity", "allocatable", "default", "defaultRequest", "max", "min", "maxLimitRequestRatio", "resources":
			return true
		}
	}
	switch k := c.key(); k {
	case "cpu", "memory", "storage", "ephemeral-storage", "sizeLimit", "divisor", "averageValue":
		return true
	}
	return false
}

// SizeLike reports whether the name of an attribute means a size. A greater size is more capacity, and prod usually has the greatest.
func SizeLike(name string) bool {
	w := names.Words(name)
	if anyWord(w, "timeout", "interval", "delay", "ttl", "threshold", "priority", "version", "port", "weight", "backoff", "period", "age", "id", "seconds",
		"probe", "retries", "limit-rate", "sample", "sampling", "percent", "percentage") {
		return false
	}
	return anyWord(w, "replicas", "replica", "size", "storage", "memory", "cpu", "min", "max", "nodes", "node", "count", "capacity", "concurrency", "workers",
		"worker", "threads", "instances", "instance", "class", "pool", "connections", "quota", "disk", "volume", "iops", "throughput", "shards", "desired",
		"retention", "budget", "spend")
}

// nominal reports whether an attribute's numbers are names: port 443 is not twenty times port 22.
func nominal(name string) bool {
	w := names.Words(name)
	return len(w) > 0 && anyWord(w[len(w)-1:], "port", "ports", "id", "uid", "gid", "code", "user", "group", "account")
}

// versionPlace reports whether the name of the attribute at c means a version.
func (c Context) versionPlace() bool {
	return anyWord(names.Words(c.key()), "version", "tag", "release", "revision", "engine", "family")
}

func upper(c byte) bool  { return c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return upper(c) || c >= 'a' && c <= 'z' }

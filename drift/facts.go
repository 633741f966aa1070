package drift

// Facts is what comparing found about the values of a drift, for rules and screens. Zero fields do not apply. Pairwise facts compare the
// reference with the environment that differs most from it.
type Facts struct {
	Type string // "quantity", "duration", "image", "semver", "url", "arn", "cidr", "cron", "bool", "number", "certificate", "text", "secret", "list", …

	Ratio    float64 // other / reference, for numbers, quantities, durations, bytes; 0 when not applicable
	Inverted bool    // a size that is larger outside the reference, the reverse of the usual order

	Semver *SemverFact
	Image  *ImageFact
	URL    *URLFact
	Cert   *CertFact
	Cron   *CronFact
	List   *ListFact

	Duration map[string]float64 // seconds, by environment
	Bytes    map[string]float64 // by environment
	Number   map[string]float64 // by environment

	SecretShared      bool
	SecretPlaceholder bool
	SecretEmpty       bool
	SecretNamed       bool // of a shared secret: at one of its places the name says that it is a secret

	OwnAddress   []string // of an address shared with the reference: the environments that each have one of their own
	SecretBeside bool     // of such an address: the same environments share a secret beside it

	Partner *PartnerFact

	Refused map[string]string // attributes that the source's reader does not accept together, by environment: "value and valueFrom"

	Dangling map[string]string // what the attribute refers to and the environment does not have, by environment: "Service web"

	LookedUp *LookedUpFact

	Renamed *RenameFact

	Lagging *LaggingFact

	Migration string // id of the migration that explains the difference: only the environments that applied it have the object

	Laptops []string // environments that are a developer's machine: their addresses are on the machine itself

	Scaled []string // of replicas: environments in which an autoscaler or a Rollout sets their number

	Outlier string   // the environment that differs from all others, "" if none
	Differ  []string // the environments that differ from the reference
	Notes   []string // short sentences for screens: "4× the memory", "only the host differs"

	Traces []Trace // of slow and failed visits of a journey
}

// Trace is where the servers' trace of a slow or failed visit of a journey can be looked at.
type Trace struct {
	Environment string
	ID          string
	URL         string // http or https; it stands in one of the notes as it is here
}

// SemverFact is how much versions differ.
type SemverFact struct {
	Level  string // "major", "minor", "patch", "pre", "build"
	Behind bool   // the environment is behind the reference
}

// ImageFact compares container image references part by part.
type ImageFact struct {
	RegistryChanged, NameChanged, TagChanged, DigestChanged bool
	Latest                                                  bool // one of them has no tag, or "latest", and no digest
}

// URLFact compares URLs and connection strings part by part.
type URLFact struct{ SchemeChanged, HostChanged, PortChanged, PathChanged, QueryChanged, UserChanged bool }

// CertFact describes certificates; never a key.
type CertFact struct {
	Subject, Issuer map[string]string
	NotAfter        map[string]string // RFC 3339, by environment
}

// PartnerFact is which environments use a partner's system for tests and which its live one: see package partners.
type PartnerFact struct {
	Name       string
	Test, Live []string // environments
	Moves      bool     // live, it moves money or sends messages to real people
	Mixed      []string // environments in which the key is of another mode than the endpoint beside it
}

// CronFact compares cron lines.
type CronFact struct {
	SameCadence bool // only the offset differs
}

// ListFact is the elements in which two lists or sets differ.
type ListFact struct {
	Added, Removed []string // against the reference
	OrderOnly      bool
}

// LookedUpFact is about a variable that some environments write out and others look up in the running environment.
type LookedUpFact struct {
	In    []string // environments that look it up
	Alike bool     // all have the same text: `a$b` once in single and once in double quotes
}

// RenameFact is about a setting that was renamed in some environments and not in one.
type RenameFact struct {
	Old      string   // the name that one environment has alone
	In       []string // environments that have the new one, or with ByCommit those in which one commit replaced the old one
	Still    string   // the environment that has the old name alone
	ByCommit bool     // the history shows it; else one value under two names does
}

// LaggingFact is about a version that is far behind in one environment, beside one that is not.
type LaggingFact struct {
	Environment string // that is behind
	Minors      int    // minor versions
	Beside      string // the name of a version beside it that is as new there as elsewhere
}

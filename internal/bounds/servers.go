package bounds

import "time"

// Servers of feature flags.
const (
	// FlagAnswer is the size of one answer in bytes: 50,000 flags with rules have 40 MB.
	FlagAnswer = 64 << 20
	// FlagPages is how many pages one list may have: 50,000 flags, more than any service allows in a project.
	FlagPages = 1000
	// FlagTries is how often one request is tried, FlagTry how long one try may take, its answer included.
	FlagTries = 5
	FlagTry   = 60 * time.Second
	// FlagPause is the longest pause between two tries, whatever Retry-After says.
	FlagPause = 30 * time.Second
)

// Registries of images.
const (
	// RegistryTries is how often one request is tried where a registry says that it is asked too often.
	RegistryTries = 4
	// RegistryPause is the longest pause between two tries, whatever Retry-After says.
	RegistryPause = 30 * time.Second
)

// API servers of Kubernetes.
const (
	// KubernetesPage is the size of one answer in bytes. A page has 500 objects, and etcd stores none above 1.5 MB. 500 KB for each is more than
	// any observed.
	KubernetesPage = 256 << 20
	// KubernetesPages is how many pages one list may have: 5 million objects, more than etcd can store.
	KubernetesPages = 10_000
	// KubernetesTries is how often one request is tried, KubernetesTry how long one try may take.
	KubernetesTries = 5
	KubernetesTry   = 30 * time.Second
	// KubernetesPause is the longest pause between two tries, whatever Retry-After says.
	KubernetesPause = 20 * time.Second
	// KubernetesNesting is how deep an object of an answer may nest. Go's own reader of JSON stops at 10,000, and no API's objects have 50.
	KubernetesNesting = 500
	// HelmRelease is the size of one release's unpacked record in bytes. A Secret holds 1 MB, and text packs to a tenth or twentieth.
	HelmRelease = 64 << 20
)

// AWS.
const (
	// AWSTries is how often one request is tried, throttling included, AWSTry how long one try may take, AWSPause the longest pause between two.
	AWSTries = 6
	AWSTry   = 30 * time.Second
	AWSPause = 20 * time.Second
	// AWSPages is how many pages one list may have: a million parameters at the hundred that a page of most services has.
	AWSPages = 10_000
)

// Databases.
const (
	// DatabaseRows is how many rows one statement may return: 20,000 tables of 100 columns.
	DatabaseRows = 2_000_000
	// DatabaseValue is the size of one value in bytes. A longer one, such as the body of a view, is cut and marked.
	DatabaseValue = 1 << 20
	// DSN is the size in bytes of a command's output for a DSN or a password. Tokens of cloud providers have up to 2,000.
	DSN = 64 << 10
	// SQLite is the size in bytes of a database that has to be copied before it can be opened.
	SQLite = 2 << 30
	// SQL is the size of a schema file in bytes. The parser needs some thirty times its size in memory.
	SQL = 8 << 20
	// Migrations is how many files a folder of migrations may hold. The oldest public projects have 3,000.
	Migrations = 20_000
)

// Programs that a config runs with consent.
const (
	// ProgramOutput is how many bytes are read of a program's output of variables.
	ProgramOutput = 16 << 20
	// TerraformOutput is how many bytes are read of Terraform's output of a plan, enough for a state of 300 MB.
	TerraformOutput = 512 << 20
	// AgreedFile is the size in bytes of a file whose content a consent covers. A larger one is identified by its size and time.
	AgreedFile = 64 << 20
	// ExpressionFile is the size in bytes of a file that a Terraform expression may read.
	ExpressionFile = 1 << 20
)

// SBOM is the size in bytes of a list of dependencies that comes with an image or a file.
const SBOM = 128 << 20

// History of a repository. The bounds count versions and bytes, not time, so that the result does not depend on the machine.
const (
	// Commits is how many commits one log reads, back from the current one.
	Commits = 50_000
	// LogPaths is how many files the commits of one log may name, LogChanges how often. A tree whose folders contain one another has 10^10 paths
	// in 20 objects. The largest public monorepos have a fifth of the bound.
	LogPaths   = 2_000_000
	LogChanges = 50_000_000
	// LogMemory is how many bytes of memory git may use to list one history (on Linux). Git holds all changes of a commit before it writes the
	// first, and a tree whose folders contain one another fills 130 MB a second.
	LogMemory = 1 << 30
	// Versions is how many versions of one file are read, VersionsBytes how many bytes all of them may have together.
	Versions      = 400
	VersionsBytes = 96 << 20
	// StoredSnapshots is how many snapshots of a store one audit reads for its stories, StoredBytes their total size in bytes. Reading 100 MB
	// takes a few seconds.
	StoredSnapshots = 1000
	StoredBytes     = 512 << 20
	// StoredRuns is how many runs of journeys, the newest, a look back judges: two years of weekly ones.
	StoredRuns = 104
	// Version is the size in bytes of a file whose versions are read. A larger file has no history.
	Version = 4 << 20
	// Deletions is how many deleted files of a commit are compared with a new file to find its earlier name.
	Deletions = 400
)

// Snapshots and the memory for secrets.
const (
	// SnapshotLine is the size in bytes of one line of a snapshot file, larger than any resource.
	SnapshotLine = 512 << 20
	// Remembered is how many bytes of sealed values are kept for removing them from messages, RememberedOne of one value.
	Remembered    = 64 << 20
	RememberedOne = 64 << 10
	// Embedded is the size in bytes of a JSON document inside a text that is searched for secrets.
	Embedded = 4 << 20
)

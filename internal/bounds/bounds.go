// Package bounds defines the limits on what envparity reads, creates and waits for, so that no repository and no server can hang it or fill its
// memory. Each number has its unit and its reason. Packages name their bound after the one here. docs/security.md lists the limits that a person
// may meet.
package bounds

import "time"

// Files and documents.
const (
	// File is the size of a configuration file in bytes. The largest ones in public repositories, dumps of clusters, have 300 MB.
	File = 1 << 30
	// Document is the size of one document in bytes: thirty times the largest CustomResourceDefinition.
	Document = 32 << 20
	// Depth is how deep maps and lists of a file may nest. People nest up to 20, generators up to 60.
	Depth = 256
	// Problems is how many problems of one file are listed; the rest is counted.
	Problems = 50
	// Aliased is how many values the aliases of a YAML text may stand for if a library expands them; 64 bytes of text count as one. With the
	// libraries' trees that takes 300 MB.
	Aliased = 2_000_000
	// Links is how long a chain of symbolic links may be, as in Linux.
	Links = 40
	// OwnFile is the size of a file that envparity itself writes (waivers, a baseline, a session), in bytes.
	OwnFile = 64 << 20
	// StoreObject is the size of one object of a store in bytes, StoreChunk that of an unpacked chunk: 4 MB of lines, or one longer line.
	// StoreReferences is how many runs and chunks one list of a store may name.
	StoreObject     = 64 << 20
	StoreChunk      = 256 << 20
	StoreReferences = 1 << 24
	// Key is the size of the key file in bytes; envparity writes 64.
	Key = 64 << 10
	// Config is the size of envparity.hcl in bytes. A larger file belongs to another program.
	Config = 4 << 20
)

// References between values, in dotenv files, .properties, compose projects, HOCON and pom.xml.
const (
	// Expanded is the greatest expanded size of one value's references in bytes, ExpandedFile that of one file or project. Values that name one
	// another double with each line.
	Expanded     = 1 << 20
	ExpandedFile = 32 << 20
	// ComposeFiles is how many included, extended or env files one compose project may have, ComposeDepth how deep includes and bases may nest.
	ComposeFiles = 200
	ComposeDepth = 16
	// Ports is how many ports a compose file may publish, because the library compares each with each. A range for telephony has 10,000.
	Ports = 20_000
)

// Kustomizations.
const (
	// Kustomizations is how often one build may read a kustomization. Bases that name one another twice double with each level.
	Kustomizations = 2000
	// KustomizeBytes is how much one build may read, in bytes. A file counts as often as it is read.
	KustomizeBytes = 512 << 20
	// Copies is how many parts of objects one build may copy into themselves. Each copy can double an object.
	Copies = 8
)

// Charts of Helm.
const (
	// RenderedCall is how many values one call of a template's function may create, Rendered all of one rendering; 64 bytes of text count as one.
	// A chart of 1,000 objects creates 200,000.
	RenderedCall = 500_000
	Rendered     = 4_000_000
)

// Folders.
const (
	// Folders is how deep folders may nest: twice the deepest path of a public repository.
	Folders = 64
	// Files is how many files one path may contain: ten times the largest public monorepos of configuration.
	Files = 500_000
	// Entries is how many folders one path may contain, with repetitions through links. It is as large as Files because most folders contain a
	// file.
	Entries = 500_000
	// SearchDepth and SearchEntries bound the search for environments without a config, so that it ends within a second. It reports that it
	// stopped.
	SearchDepth   = 24
	SearchEntries = 60_000
)

// Expressions of HCL: Terraform code, Terragrunt files and envparity.hcl.
const (
	// Evaluated is how many values one expression may create; 64 bytes of text count as one. 200 rules for each of 100 subnets are a tenth of it.
	// It takes a second.
	Evaluated = 200_000
	// EvaluatedTotal is how many values all expressions of one folder may create.
	EvaluatedTotal = 8 * Evaluated
	// Local is how many values one local or variable may hold, because locals can double one another.
	Local = 200_000
	// Expressions is how deep blocks, lists and maps of Terraform code may nest.
	Expressions = 200
	// Brackets is how deep brackets and templates may nest, and Chain how many operators one expression may have in a row. The parser recurses
	// for each and would exhaust the stack.
	Brackets = 2000
	Chain    = 20_000
	// Splats is how many "[*]" one expression may have in a row.
	Splats = 64
	// Melded bounds the work of joining one text from parts, in parts times bytes, because the library copies the text for each part. A heredoc
	// of 10,000 lines and 400 KB reaches it, which takes two seconds.
	Melded = 4 << 30
	// Padding is the greatest width, precision or indentation for a function, in characters.
	Padding = 4096
	// Product is how many elements a product of sets may have.
	Product = 100_000
	// Exponent bounds numbers, as a power of two. A float64 goes to 1,024. A greater number is not written out as text, because that takes very
	// long.
	Exponent = 4096
	// Pattern is the length of a regular expression in bytes.
	Pattern = 16 << 10
)

// Memory and time of the program.
const (
	// MemoryShare is the part of the memory of this machine, container or session for the program's data. The rest is the garbage collector's.
	MemoryShare = 0.7
	// Patience is how long a command may take to end after it was asked to. The promise is two seconds.
	Patience = 1800 * time.Millisecond
)

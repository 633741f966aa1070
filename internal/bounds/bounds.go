// Package bounds holds the numbers that bound what envparity reads, makes and waits for, so that no repository and no server can hang it or
// fill its memory. Each number says its unit and where it comes from. The packages that hold a bound name it after this one.
// docs/security.md lists those that a person may come across.
package bounds

import "time"

// Files and documents.
const (
	// File is the size of a file of configuration in bytes. The largest seen in public repositories, dumps of clusters, have 300 MB.
	File = 1 << 30
	// Document is the size of one document in bytes: thirty times the largest CustomResourceDefinition.
	Document = 32 << 20
	// Depth is how deep maps and lists of a file may nest. People nest up to 20, generators up to 60.
	Depth = 256
	// Problems is how many are spelt out of one file; the rest is counted. Nobody reads more.
	Problems = 50
	// Aliased is how many values the aliases of a YAML text may stand for before a library writes them out; 64 bytes of text count as one.
	// With the trees of the libraries this takes 300 MB.
	Aliased = 2_000_000
	// Links is how long a chain of symbolic links may be, as Linux has it.
	Links = 40
	// OwnFile is the size of a file that envparity itself writes (waivers, a baseline, a session), in bytes.
	OwnFile = 64 << 20
	// StoreObject is the size of one object of a store in bytes, StoreChunk that of a chunk once it is unpacked: a chunk holds 4 MB of lines, or one
	// longer line. StoreReferences is how many runs and chunks one list of a store may name.
	StoreObject     = 64 << 20
	StoreChunk      = 256 << 20
	StoreReferences = 1 << 24
	// Key is the size of the key file in bytes; envparity writes 64.
	Key = 64 << 10
	// Config is the size of envparity.hcl in bytes; a larger one is another program's.
	Config = 4 << 20
)

// References between values, in dotenv files, .properties, compose projects, HOCON and pom.xml.
const (
	// Expanded is how many bytes the references of one value may come to, and ExpandedFile those of one file or project: values that name one
	// another double with each line.
	Expanded     = 1 << 20
	ExpandedFile = 32 << 20
	// ComposeFiles is how many included, extended or env files one compose project may have, ComposeDepth how deep includes and bases may nest.
	ComposeFiles = 200
	ComposeDepth = 16
	// Ports is how many ports a compose file may publish: the library compares each with each. A range for telephony has 10,000.
	Ports = 20_000
)

// Kustomizations.
const (
	// Kustomizations is how often one build may come to a kustomization: bases that name one another twice double with each level.
	Kustomizations = 2000
	// KustomizeBytes is how much one build may read, in bytes, each file counted as often as it is read.
	KustomizeBytes = 512 << 20
	// Copies is how many parts of objects one build may copy into what they are copied of: each can double an object.
	Copies = 8
)

// Charts of Helm.
const (
	// RenderedCall is how many values one call of a template's function may make, Rendered all of one rendering; 64 bytes of text count as one.
	// A chart of 1,000 objects makes 200,000.
	RenderedCall = 500_000
	Rendered     = 4_000_000
)

// Folders.
const (
	// Folders is how deep the folders of one path may nest: twice the deepest path of a public repository.
	Folders = 64
	// Files is how many files one path may hold: ten times the largest public monorepos of configuration.
	Files = 500_000
	// Entries is how many folders one path may hold, with those that it comes to again through links. It is as large as Files because most
	// folders hold a file.
	Entries = 500_000
	// SearchDepth and SearchEntries bound the search for environments where there is no config: it ends within a second there, and says so.
	SearchDepth   = 24
	SearchEntries = 60_000
)

// Expressions of HCL: Terraform code, Terragrunt files and envparity.hcl.
const (
	// Evaluated is how many values one expression may make; 64 bytes of text count as one. 200 rules for each of 100 subnets are a tenth of it.
	// It takes a second.
	Evaluated = 200_000
	// EvaluatedTotal is how many all expressions of one folder may make together.
	EvaluatedTotal = 8 * Evaluated
	// Local is how many values one local or variable may hold: locals that double one another must not fill the memory.
	Local = 200_000
	// Expressions is how deep blocks, lists and maps of Terraform code may nest.
	Expressions = 200
	// Brackets is how deep brackets and templates may nest, and Chain how many operators may follow one another in one expression: the parser
	// calls itself for each, and its stack must not fill the memory.
	Brackets = 2000
	Chain    = 20_000
	// Splats is how many "[*]" may follow one another in one expression.
	Splats = 64
	// Melded bounds the work of putting one text together of its parts, in parts times bytes: the library copies all that it has for each part.
	// A heredoc of 10,000 lines and 400 KB comes to it; it takes two seconds.
	Melded = 4 << 30
	// Padding is the width, precision or indentation that a function may be asked for, in characters.
	Padding = 4096
	// Product is how many elements a product of sets may have.
	Product = 100_000
	// Exponent bounds numbers, as a power of two: a float64 goes to 1,024. A number beyond is not written out as text, which takes for ever.
	Exponent = 4096
	// Pattern is the length of a regular expression in bytes.
	Pattern = 16 << 10
)

// Memory and time of the program.
const (
	// MemoryShare is the part of the memory of this machine, container or session that the program may fill with its data. The rest is the
	// garbage collector's.
	MemoryShare = 0.7
	// Patience is how long a command may take to end by itself once it was asked to. The promise is two seconds.
	Patience = 1800 * time.Millisecond
)

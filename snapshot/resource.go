package snapshot

// Pillar is the part of a system that a resource belongs to.
type Pillar string

// The pillars, in the order reports list them.
const (
	Infrastructure Pillar = "infrastructure"
	Configuration  Pillar = "configuration"
	Dependencies   Pillar = "dependencies"
	Data           Pillar = "data"
	Behaviour      Pillar = "behaviour"
	Observability  Pillar = "observability"
)

// Pillars lists all pillars in report order.
func Pillars() []Pillar {
	return []Pillar{Infrastructure, Configuration, Dependencies, Data, Behaviour, Observability}
}

// KindEnvironment is the kind of the environment variables of one service, from any source. ServiceName names its resources, so that the same
// variables match.
const KindEnvironment = "environment"

// KindService is the kind of a service of a compose project, without its variables.
const KindService = "service"

// KindMigrations is the kind of the list of migrations that a database has applied, one list for each tool.
const KindMigrations = "migrations"

// KindFile is the kind of a configuration file.
const KindFile = "file"

// ServiceName returns the name for the variables of one of a service's containers: the service's name if it has no other container, or if the
// container has the same name.
func ServiceName(service, container string, containers int) string {
	if containers <= 1 || container == "" || container == service {
		return service
	}
	return service + "/" + container
}

// Resource is one observed thing of one environment.
//
// (Collector, Kind, Scope, Name) identifies it. Scope qualifies the name (a Kubernetes namespace, a Terraform module path, the file of a
// configuration value). It counts less than the name when resources of different environments are aligned.
type Resource struct {
	Type      string // of the source: "kubernetes", "terraform", …; "" in hand-made resources, see SourceType
	Collector string // the config's name for the source: `as` if given, else the type
	Kind      string // "Deployment", "aws_db_instance", "variable", "flag", "package", "file", …
	Scope     string
	Name      string
	Member    string // the environment's member (region, cluster) it was seen in; "" without members
	Block     string // the collect block that read it. Of files and environment variables, two blocks of one environment name two things
	Pillar    Pillar
	Labels    map[string]string // labels or tags, for owners and filters; also inside Root if the format has them
	Source    Source
	Files     []string // further source files that Node.File points into (overlays, var files)
	Root      Node     // a Map; empty once the resource is packed: then use Tree, or an Opener

	packed string // see Packer
	words  *Words
	nodes  int32 // in packed
}

// SourceType returns the type of the source that r was read from. Knowledge about a format depends on the type, never on the name that a person
// gave. Snapshots of earlier versions have no type; then it is the name.
func (r *Resource) SourceType() string {
	if r.Type != "" {
		return r.Type
	}
	return r.Collector
}

// Packed reports whether r's tree is packed.
func (r *Resource) Packed() bool { return r.packed != "" }

// Tree returns r's tree, packed or not. It must not be changed. For many resources an Opener is faster.
func (r Resource) Tree() *Node {
	var o Opener
	return o.Open(&r)
}

// Empty reports whether r has no attributes.
func (r *Resource) Empty() bool {
	if r.Packed() {
		return r.nodes == 1
	}
	return len(r.Root.Children) == 0
}

// Source is where something is defined. A file source has File and mostly Line. A live one has Cluster and further fields as far as known.
// Address is a Terraform address or an ARN.
type Source struct {
	File            string `json:"file,omitempty"` // relative to the config file if possible
	Line            int    `json:"line,omitempty"`
	Cluster         string `json:"cluster,omitempty"`
	Namespace       string `json:"namespace,omitempty"`
	ResourceVersion string `json:"resource_version,omitempty"`
	Serial          int64  `json:"serial,omitempty"` // of a Terraform state
	Address         string `json:"address,omitempty"`
	Ref             string `json:"ref,omitempty"` // the git ref the file was read at
}

// SourceOf returns where node n of r is defined: r's source with the node's own file and line, if it has them.
func (r *Resource) SourceOf(n *Node) Source {
	s := r.Source
	if n == nil {
		return s
	}
	if n.File > 0 && int(n.File) <= len(r.Files) {
		s.File, s.Line = r.Files[n.File-1], 0
	}
	if n.Line > 0 {
		s.Line = int(n.Line)
	}
	return s
}

// OwnBlock returns the collect block of a file or of environment variables. For other resources it returns "", because their identity does not
// depend on the block.
func (r *Resource) OwnBlock() string {
	if r.Kind != KindFile && r.Kind != KindEnvironment {
		return ""
	}
	return r.Block
}

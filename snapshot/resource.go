package snapshot

// Pillar is the aspect of an environment that a resource belongs to.
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

// KindEnvironment is the kind of the environment variables of one service, whatever carries them. Its resources are named as
// ServiceName says, so that a variable meets itself.
const KindEnvironment = "environment"

// KindService is the kind of a service of a compose project: all that it is run with but its variables.
const KindService = "service"

// KindMigrations is the kind of the list of migrations that a database has applied, of which there is one for each tool.
const KindMigrations = "migrations"

// KindFile is the kind of a file of configuration.
const KindFile = "file"

// ServiceName names the variables of one of a service's containers: after the service alone where it has no other container, or
// where the container has its name.
func ServiceName(service, container string, containers int) string {
	if containers <= 1 || container == "" || container == service {
		return service
	}
	return service + "/" + container
}

// Resource is one observed thing of one environment.
//
// (Collector, Kind, Scope, Name) names it; Scope is what qualifies the name without being part of it (a
// Kubernetes namespace, a Terraform module path, the file of a configuration value) and is the weaker part when
// resources of different environments are aligned.
type Resource struct {
	Type      string // of the source: "kubernetes", "terraform", …; "" in hand-made resources, see SourceType
	Collector string // what the configuration calls the source: the `as` name where one is given, else the type
	Kind      string // "Deployment", "aws_db_instance", "variable", "flag", "package", "file", …
	Scope     string
	Name      string
	Member    string // the environment's member (region, cluster) it was seen in; "" where there are none
	Block     string // the collect block that read it. Of files and environment variables, two blocks of one environment name two things
	Pillar    Pillar
	Labels    map[string]string // labels or tags, for owners and filters; also inside Root where the format has them
	Source    Source
	Files     []string // further source files that Node.File points into (overlays, var files)
	Root      Node     // a Map; empty once the resource is packed: then Tree, or an Opener, reads it

	packed string // see Packer
	words  *Words
	nodes  int32 // in packed
}

// SourceType is the type of the source that r was read from. What is known of a format hangs on it, never on the name that
// a person gave. Where no type was noted, as in snapshots of earlier versions, the name stands for it.
func (r *Resource) SourceType() string {
	if r.Type != "" {
		return r.Type
	}
	return r.Collector
}

// Packed reports whether r's tree was put away by a Packer.
func (r *Resource) Packed() bool { return r.packed != "" }

// Tree returns r's tree, packed or not. It must not be changed. Whoever reads many uses an Opener.
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

// Source says where something is defined. A file source has File and mostly Line; a live one has Cluster and
// the rest as far as it goes; Address is a Terraform address or an ARN.
type Source struct {
	File            string `json:"file,omitempty"` // relative to the config file where it can be
	Line            int    `json:"line,omitempty"`
	Cluster         string `json:"cluster,omitempty"`
	Namespace       string `json:"namespace,omitempty"`
	ResourceVersion string `json:"resource_version,omitempty"`
	Serial          int64  `json:"serial,omitempty"` // of a Terraform state
	Address         string `json:"address,omitempty"`
	Ref             string `json:"ref,omitempty"` // the git ref the file was read at
}

// SourceOf returns where node n of r is defined: r's source with the node's own file and line where it has them.
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

// OwnBlock returns the collect block of a file or of environment variables, "" for other resources: those have an identity of their own,
// whatever read them.
func (r *Resource) OwnBlock() string {
	if r.Kind != KindFile && r.Kind != KindEnvironment {
		return ""
	}
	return r.Block
}

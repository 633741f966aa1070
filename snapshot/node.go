package snapshot

// Kind is the type of a Node as its source wrote it.
type Kind uint8

// The kinds of a Node. Absent never occurs inside a snapshot. A failed lookup returns it.
const (
	Absent  Kind = iota
	Null         // an explicit null, which differs from absent
	Bool         // Text is "true" or "false"; "NO", "on"… as written if it is not known whether the reader treats it as a boolean
	Number       // Text is the number as written
	String       // Text is the string
	Map          // Children carry Keys, sorted by Key, each Key once
	List         // Children in source order, Keys empty
	Secret       // Text is a keyed fingerprint, "hmac:…", never the value; see EnvironmentWords for what else may be known of it
	Unknown      // not knowable here: Text is the source text of the expression, or the reason
)

// Flags are facts about a Node besides its value.
type Flags uint8

const (
	// FlagEmpty marks a Secret whose value was the empty string.
	FlagEmpty Flags = 1 << iota
	// FlagPlaceholder marks a Secret whose value was a stand-in such as "changeme".
	FlagPlaceholder
	// FlagSensitive marks a node that its source declares sensitive, whatever it holds.
	FlagSensitive
	// FlagSet marks a List whose order has no meaning for its reader.
	FlagSet
	// FlagPartSealed marks a String in which a part (a password in a URL) was replaced by its fingerprint.
	FlagPartSealed
	// FlagPartial marks a Map or List that was not read whole: what it lacks is unknown, never missing.
	FlagPartial
	// FlagBlock marks a String written on lines of its own, a literal block or a heredoc. Its first line is the line after Line.
	FlagBlock
	// FlagOpen marks a Secret that was an expression. Its value is unknown, so two with equal fingerprints may differ.
	FlagOpen
)

// FlagWeak marks a Secret that was sealed because of its name, and whose value is a word or a number. That two environments have the same proves
// nothing. It uses the bit of FlagSet, which marks lists only.
const FlagWeak = FlagSet

// Node is one value in a resource's tree of attributes. It is plain data of 64 bytes without pointers to its parent. Once its snapshot is
// complete, it never changes and goroutines may share it.
type Node struct {
	Key      string // name under the parent Map; "" for a root and for list elements
	Text     string // scalar text, see Kind
	Children []Node
	Line     int32 // 1-based line in the resource's source file; 0 if there is none
	File     int16 // 0: the resource's own source file; n > 0: Resource.Files[n-1]
	Kind     Kind
	Flags    Flags
}

// Scalar reports whether n is neither a Map nor a List.
func (n *Node) Scalar() bool { return n.Kind != Map && n.Kind != List }

// Child returns the child of a Map named key, or nil. It is a binary search.
func (n *Node) Child(key string) *Node {
	if n == nil || n.Kind != Map {
		return nil
	}
	lo, hi := 0, len(n.Children)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if n.Children[mid].Key < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(n.Children) && n.Children[lo].Key == key {
		return &n.Children[lo]
	}
	return nil
}

// Get descends through Maps by keys. It returns nil if one is missing.
func (n *Node) Get(keys ...string) *Node {
	for _, k := range keys {
		if n = n.Child(k); n == nil {
			return nil
		}
	}
	return n
}

// MarkPartial sets FlagPartial on every Map and List at and below n, for formats in which a lost part may have added to any of them.
func (n *Node) MarkPartial() {
	if n.Scalar() {
		return
	}
	n.Flags |= FlagPartial
	for i := range n.Children {
		n.Children[i].MarkPartial()
	}
}

// SetFile sets Node.File of n and all nodes below it.
func (n *Node) SetFile(file int16) {
	n.File = file
	for i := range n.Children {
		n.Children[i].SetFile(file)
	}
}

// Leaves counts the scalar nodes at and below n; an empty Map or List counts as one.
func (n *Node) Leaves() int {
	if len(n.Children) == 0 {
		return 1
	}
	sum := 0
	for i := range n.Children {
		sum += n.Children[i].Leaves()
	}
	return sum
}

// Copy returns a copy of n and all below it, which shares no node with n.
func (n *Node) Copy() *Node {
	room := make([]Node, 1+n.below())
	room[0] = *n
	copyBelow(&room[0], room[1:])
	return &room[0]
}

// below counts the nodes below n.
func (n *Node) below() int {
	sum := len(n.Children)
	for i := range n.Children {
		sum += n.Children[i].below()
	}
	return sum
}

// copyBelow gives n copies of its children in room, and returns the room that is left.
func copyBelow(n *Node, room []Node) []Node {
	count := len(n.Children)
	if count == 0 {
		return room
	}
	copy(room, n.Children)
	n.Children, room = room[:count:count], room[count:]
	for i := range n.Children {
		room = copyBelow(&n.Children[i], room)
	}
	return room
}

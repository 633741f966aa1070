package difftree

// Row is one visible line of a tree.
type Row struct {
	Node   *Node
	Depth  int
	Path   string // from the tree's root, the key of its fold
	Open   bool   // its children are shown
	Hidden int    // > 0: not a node but a fold of so many equal siblings
	Cut    int    // > 0: not a node but so many siblings that the tree does not hold
}

// Folds says which nodes a person has opened or closed, and which runs of equal siblings were unfolded. Nodes with
// differences are open by themselves.
type Folds struct {
	Open map[string]bool // by path; absent: by itself
	All  int             // +1 all open, -1 all closed, 0 each by itself
}

// minRun is how many equal siblings in a row are folded into one line.
const minRun = 3

// Rows flattens the visible part of the tree below root, at most limit rows.
func Rows(root *Node, f Folds, limit int) []Row {
	var out []Row
	walk(root, 0, "", f, limit, &out)
	return out
}

func walk(n *Node, depth int, path string, f Folds, limit int, out *[]Row) {
	run := 0
	flush := func(end int) {
		if run == 0 {
			return
		}
		first := end - run
		runPath := path + "\x00" + n.Kids[first].Key
		if (run >= minRun || f.All < 0) && !f.Open[runPath] && f.All <= 0 {
			*out = append(*out, Row{Depth: depth, Path: runPath, Hidden: run})
		} else {
			for _, kid := range n.Kids[first:end] {
				node(kid, depth, path, f, limit, out)
			}
		}
		run = 0
	}
	for i, kid := range n.Kids {
		if len(*out) >= limit {
			*out = append(*out, Row{Depth: depth, Cut: len(n.Kids) - i + n.Cut})
			return
		}
		if kid.Equal() {
			run++
			continue
		}
		flush(i)
		node(kid, depth, path, f, limit, out)
	}
	flush(len(n.Kids))
	if n.Cut > 0 {
		*out = append(*out, Row{Depth: depth, Cut: n.Cut})
	}
}

func node(n *Node, depth int, path string, f Folds, limit int, out *[]Row) {
	path += "\x00" + n.Key
	open := !n.Equal() && !n.Inside
	if f.All != 0 {
		open = f.All > 0
	}
	if set, ok := f.Open[path]; ok {
		open = set
	}
	open = open && !n.Leaf()
	*out = append(*out, Row{Node: n, Depth: depth, Path: path, Open: open})
	if open {
		walk(n, depth+1, path, f, limit, out)
	}
}

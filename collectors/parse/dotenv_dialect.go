package parse

import (
	"strings"

	"github.com/envparity/envparity/collectors/parse/envfile"
	"github.com/envparity/envparity/snapshot"
)

// EnvFormat is the format of one program's dotenv files.
func EnvFormat(d envfile.Dialect) Format {
	if d == "" {
		return FormatEnv
	}
	return FormatEnv + "-" + Format(d)
}

// dialect returns the program whose dotenv files have the format f.
func (f Format) dialect() (envfile.Dialect, bool) {
	d, ok := strings.CutPrefix(string(f), string(FormatEnv)+"-")
	return envfile.Dialect(d), ok && envfile.Known(envfile.Dialect(d))
}

// parseDialect reads a dotenv file by the rules of one program.
func parseDialect(in *Interner, src []byte, d envfile.Dialect) Result {
	b := newBuilder(in)
	file := envfile.Read(d, string(src))
	var children []snapshot.Node
	for _, v := range file.Variables {
		n := snapshot.Node{Key: b.intern(v.Name), Kind: snapshot.String, Line: int32(v.Line), Text: b.intern(v.Value)} //nolint:gosec // a file has less lines than bytes, and those are bounded
		if v.Unknown != "" {
			n.Kind = snapshot.Unknown
			if n.Text == "" {
				n.Text = v.Unknown
			}
		}
		children = append(children, n)
	}
	root := b.mapNode("", 1, children)
	for _, p := range file.Problems {
		b.problem(p.Line, p.Lost, "%s", p.Text)
		if p.Lost {
			root.Flags |= snapshot.FlagPartial
		}
	}
	return Result{Docs: []Document{{Root: root, Line: 1}}, Problems: b.problems}
}

// agree sets the values that programs read differently.
func (d *dotenv) agree() {
	readings := envfile.Compare(d.src)
	first, many := -1, 0
	for i := range d.children {
		n := &d.children[i]
		r, ok := readings[n.Key]
		if n.Kind != snapshot.String || !ok {
			continue
		}
		if len(r.Disagree) > 0 {
			if many++; first < 0 {
				first = i
			}
		}
		n.Text = d.b.intern(r.Value)
		if !r.Sure {
			n.Kind, n.Text = snapshot.Unknown, "programs read this value in different ways"
		}
	}
	if many == 0 {
		return
	}
	n := &d.children[first]
	var who []string
	for _, dialect := range readings[n.Key].Disagree {
		who = append(who, string(dialect))
	}
	d.b.problem(int(n.Line), false, "programs read %d of the variables in different ways, the first of them %q, which %s reads otherwise than most; say dialect = \"…\"", many, clip(n.Key), strings.Join(who, " or "))
	d.b.problems[len(d.b.problems)-1].Note = true
}

package coverage

import (
	"fmt"
	"strings"

	"github.com/envparity/envparity/diffing/dialect/known"
	"github.com/envparity/envparity/snapshot"
)

// layouts describes how the code of each column lies in folders, and which environments its resources name.
type layouts struct {
	depths []map[string]map[int]bool   // column → collector → depths of its folders
	owners []map[siblings]map[int]bool // column → resources of one kind in one folder → environments that they name
}

type siblings struct{ collector, kind, scope string }

// LayOut reads the layouts off the folders and names of all code. Call it once the vocabulary has learned.
func (v *Coverage) LayOut() {
	v.layouts = layouts{depths: make([]map[string]map[int]bool, len(v.Columns)), owners: make([]map[siblings]map[int]bool, len(v.Columns))}
	for i := range v.Columns {
		depths, owners := map[string]map[int]bool{}, map[siblings]map[int]bool{}
		for _, r := range v.Resources[i] {
			if !known.Of(r.SourceType()).Code() {
				continue
			}
			if depths[r.Collector] == nil {
				depths[r.Collector] = map[int]bool{}
			}
			depths[r.Collector][depthOf(r.Scope)] = true
			p := siblings{r.Collector, r.Kind, r.Scope}
			for e := range v.envs {
				if v.lexicon.Key(e, r.Name) != r.Name {
					if owners[p] == nil {
						owners[p] = map[int]bool{}
					}
					owners[p][e] = true
				}
			}
		}
		v.depths[i], v.owners[i] = depths, owners
	}
}

func depthOf(scope string) int {
	if scope == "" || scope == "." {
		return 0
	}
	return strings.Count(scope, "/") + 1
}

// laidOut returns a reason if all code of column ci lies in folders at other depths than that of column from, else "". A resource without a match
// may then be in another folder, so that nobody knows if it is missing.
func (v *Coverage) laidOut(ci, from int, r *snapshot.Resource) string {
	if v.depths == nil {
		return ""
	}
	own, other := v.depths[ci][r.Collector], v.depths[from][r.Collector]
	if len(own) == 0 || len(other) == 0 {
		return ""
	}
	for d := range own {
		if other[d] {
			return ""
		}
	}
	return fmt.Sprintf("the folders of %s have another depth than those of %s, so it may be in another folder", v.envs[v.Columns[ci].Env].Name, v.envs[v.Columns[from].Env].Name)
}

// ServesAll reports whether the folder of r, of a column, holds resources of the same kind for at least two other environments. Such a folder is
// shared, as for the pipelines of all environments.
func (v *Coverage) ServesAll(column int, r *snapshot.Resource) bool {
	if v.owners == nil {
		return false
	}
	others := 0
	for e := range v.owners[column][siblings{r.Collector, r.Kind, r.Scope}] {
		if e != v.Columns[column].Env {
			others++
		}
	}
	return others > 1
}

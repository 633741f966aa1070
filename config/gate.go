package config

import (
	"time"

	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Gate is a `gate` block: the criteria of a release. A criterion that is not given is not checked.
type Gate struct {
	Asked          bool // there is a block
	Complete       bool // every source must be observed
	SnapshotAge    time.Duration
	NoNewMustFix   bool
	NothingOverdue bool
	Tested         string // the environment in which images are tested, and the one they are promoted to
	Promoted       string
	Migrations     bool
	Journeys       bool
	SignOffs       []string
}

// gate reads the block.
func (d *decoder) gate(b *hclsyntax.Block) {
	var g struct {
		Complete       bool     `hcl:"complete,optional"`
		SnapshotAge    string   `hcl:"snapshot_age,optional"`
		NoNewMustFix   bool     `hcl:"no_new_must_fix,optional"`
		NothingOverdue bool     `hcl:"nothing_overdue,optional"`
		TestedIn       string   `hcl:"tested_in,optional"`
		PromotedTo     string   `hcl:"promoted_to,optional"`
		Migrations     bool     `hcl:"migrations,optional"`
		Journeys       bool     `hcl:"journeys,optional"`
		SignOffs       []string `hcl:"sign_offs,optional"`
	}
	switch {
	case len(b.Labels) > 0:
		d.errorf(b.DefRange(), "Wrong labels", "A block \"gate\" takes no label: gate { no_new_must_fix = true }")
		return
	case d.config.Gate.Asked:
		d.errorf(b.DefRange(), "Two gates", "There is one gate: put all criteria into one block.")
		return
	}
	diags := gohcl.DecodeBody(b.Body, bounded(nil), &g)
	d.diags = append(d.diags, diags...)
	out := Gate{
		Asked: true, Complete: g.Complete, NoNewMustFix: g.NoNewMustFix, NothingOverdue: g.NothingOverdue, Tested: g.TestedIn, Promoted: g.PromotedTo,
		Migrations: g.Migrations, Journeys: g.Journeys, SignOffs: g.SignOffs,
	}
	if g.SnapshotAge != "" {
		var err error
		if out.SnapshotAge, err = time.ParseDuration(g.SnapshotAge); err != nil || out.SnapshotAge <= 0 {
			d.errorf(attributeRange(b, "snapshot_age"), "Not a duration", "%q is not a positive duration; write one such as \"24h\".", g.SnapshotAge)
		}
	}
	d.config.Gate = out
	d.gateBlock = b
}

// gateEnvironments checks the environments that the gate names, once all are known.
func (d *decoder) gateEnvironments() {
	g := &d.config.Gate
	if !g.Asked || g.Tested == "" && g.Promoted == "" {
		return
	}
	if g.Tested == "" {
		d.errorf(d.gateBlock.DefRange(), "Tested where?", "`promoted_to` takes `tested_in` beside it: the environment whose images were tested.")
		return
	}
	if ref := d.config.Ref(); g.Promoted == "" && ref != nil {
		g.Promoted = ref.Name
	}
	for _, x := range []struct{ name, env string }{{"tested_in", g.Tested}, {"promoted_to", g.Promoted}} {
		if d.config.Environment(x.env) == nil {
			d.errorf(attributeRange(d.gateBlock, x.name), "Unknown environment", "There is no environment %q.%s", x.env, didYouMean(x.env, d.config.Names()))
		}
	}
}

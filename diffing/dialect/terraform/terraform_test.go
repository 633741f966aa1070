package terraform_test

import (
	"testing"

	"github.com/envparity/envparity/diffing/dialect/terraform"
	"github.com/envparity/envparity/snapshot"
)

func TestKindsOfTerraform(t *testing.T) {
	var d terraform.Dialect
	for kind, want := range map[string][5]bool{ // hands on, is given, has a name of its own, is looked up, has entries
		"variable":           {true, true, false, false, true},
		"output":             {true, false, false, false, false},
		"local":              {true, false, false, false, true},
		"module":             {false, false, true, false, true},
		"aws_sqs_queue":      {false, false, true, false, true},
		"data.aws_s3_bucket": {false, false, true, true, true},
		"terraform":          {false, false, false, false, false},
	} {
		if got := [5]bool{d.PassesOn(kind), d.Parameter(kind), d.GivenName(kind), d.Lookup(kind), d.Entries(kind)}; got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
	if got := d.Address("variable", "size"); got != "var.size" {
		t.Errorf("a variable is referred to as %s", got)
	}
	if got := d.Address("aws_sqs_queue", "mail"); got != "aws_sqs_queue.mail" {
		t.Errorf("a resource is referred to as %s", got)
	}
	if !d.Upgrade("module", "version") || d.Upgrade("aws_db_instance", "version") {
		t.Error("only a module is made from a version that decides its arguments")
	}
}

func TestWhatMeansTheSameAsLeavingItOut(t *testing.T) {
	null, empty, list := &snapshot.Node{Kind: snapshot.Null}, &snapshot.Node{Kind: snapshot.String}, &snapshot.Node{Kind: snapshot.List}
	for name, c := range map[string]struct {
		kind string
		node *snapshot.Node
		want bool
	}{
		"null in a resource":          {"aws_sqs_queue", null, true},
		"an empty text in a resource": {"aws_sqs_queue", empty, true},
		"an empty list in a resource": {"aws_sqs_queue", list, true},
		"a text in a resource":        {"aws_sqs_queue", &snapshot.Node{Kind: snapshot.String, Text: "mail"}, false},
		"zero in a resource":          {"aws_sqs_queue", &snapshot.Node{Kind: snapshot.Number, Text: "0"}, false},
		"null in a variable":          {"variable", null, true},
		"an empty text in a variable": {"variable", empty, false},
		"an empty list in an output":  {"output", list, false},
		"an empty text in a provider": {"provider_config", empty, false},
	} {
		if got := (terraform.Dialect{}).Default(c.kind, []string{"name"}, c.node); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

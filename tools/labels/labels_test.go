package labels_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/envparity/envparity/rules"
	"github.com/envparity/envparity/rules/builtin"
	"github.com/envparity/envparity/tools/labels"
)

var (
	csvFiles = flag.String("csv", "", "comma-separated label files to judge")
	listAll  = flag.Bool("list", false, "list every row, not only those that disagree")
)

func builtins(t *testing.T) *rules.Set {
	t.Helper()
	set, diags := rules.Load(nil, nil, builtin.FS())
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set
}

// TestConfusion is `make labels CSV=…`: it judges the files and prints the matrix.
func TestConfusion(t *testing.T) {
	if *csvFiles == "" {
		t.Skip("no -csv given")
	}
	var all []labels.Judged
	for _, name := range strings.FieldsFunc(*csvFiles, func(r rune) bool { return r == ',' || r == ' ' }) {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := labels.Read(f)
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		judged := labels.Judge(builtins(t), rows)
		fmt.Printf("\n%s\n", name)
		for i := range judged {
			if j := &judged[i]; *listAll || !j.Agrees() {
				fmt.Printf("%5d  label %-10s  verdict %-10s  %-34s %-8s %s: %.50q / %.50q\n", j.Line, j.Label, j.Verdict, j.Rule, j.Kind, j.Path, j.Staging, j.Prod)
			}
		}
		labels.Count(judged).Write(os.Stdout)
		all = append(all, judged...)
	}
	fmt.Println("\nall files")
	labels.Count(all).Write(os.Stdout)
}

const sample = `repo,file_staging,file_prod,path,staging_value,prod_value,label,reason,diff_class
r,staging.env,production.env,.API_KEY_NAME,changeme,real-name,should-fix,placeholder,value
r,staging.env,production.env,.WORKERS,2,4,acceptable,sizing,value
r,x-staging/main.tf,x-prod/main.tf,.module.db.db_host,db.prod.example,db.prod.example,must-fix,leak,same
`

func TestRowsBecomeDriftsAndVerdicts(t *testing.T) {
	rows, err := labels.Read(strings.NewReader(sample))
	if err != nil {
		t.Fatal(err)
	}
	if got := labels.Judge(builtins(t), rows)[0]; !got.Agrees() {
		t.Errorf("got %+v", got)
	}
}

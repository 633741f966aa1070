// Command timetravel audits repositories as they stood at six dates each, and holds verdicts and risk against what the teams aligned in
// the 180 days after: `make timetravel CSV=list.csv REPOS=clones`.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/envparity/envparity/tools/timetravel/travel"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "timetravel:", err)
		os.Exit(1) //nolint:forbidigo // a developer's program of its own
	}
}

func run() error {
	list := flag.String("csv", "", "list of repositories: a CSV with the column repository")
	clones := flag.String("repos", "", "folder of the clones")
	program := flag.String("envparity", "bin/envparity", "the program")
	out := flag.String("rows", "", "write a row for each difference and date to this CSV")
	plain := flag.Bool("plain", false, "with history off alone")
	both := flag.Bool("both", false, "with history, and again with history off")
	flag.Parse()
	f, err := os.Open(*list)
	if err != nil {
		return err
	}
	names, err := travel.Read(f)
	if err != nil {
		return err
	}
	bin, err := filepath.Abs(*program)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "timetravel-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	o := travel.Options{Program: bin, Clones: *clones, Work: work, Plain: *plain, Log: os.Stderr}
	if err := travelled(names, o, *out, os.Stdout); err != nil || !*both {
		return err
	}
	o.Plain = true
	return travelled(names, o, "", os.Stdout)
}

func travelled(names []string, o travel.Options, to string, w io.Writer) error {
	var rows []travel.Row
	for _, name := range names {
		got, err := travel.Repository(context.Background(), name, o)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		}
		rows = append(rows, got...)
	}
	title := "with history"
	if o.Plain {
		title = "without history"
	}
	travel.Print(w, title, travel.Take(rows))
	travel.Stories(w, rows)
	if to == "" {
		return nil
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := travel.Write(f, rows); err != nil {
		return err
	}
	return f.Close()
}

package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/envparity/envparity/audit"
	"github.com/envparity/envparity/fixtures/browser"
	"github.com/envparity/envparity/report"
	"github.com/envparity/envparity/rules"
)

// photo is the HTML report in a browser's window.
type photo struct {
	name, fragment string
	look           browser.Look
}

func photos(worst string) []photo {
	return []photo{
		{"report", "", browser.Look{Width: 1200, Height: 860}},
		{"report-finding", "f-" + worst, browser.Look{Width: 1000, Height: 560, Dark: true}},
		{"report-matrix", "matrix", browser.Look{Width: 1000, Height: 560}},
		{"report-narrow", "", browser.Look{Width: 390, Height: 800, Dark: true}},
	}
}

// photograph writes the pictures of the HTML report of an audit.
func photograph(dir string, r *audit.Result) error {
	var page bytes.Buffer
	if err := report.HTML(&page, r, report.Options{Version: "v0.0.0", FailOn: audit.FailOnMustFix}); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "envparity-pictures-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a folder left in the temporary one
	file := filepath.Join(folder, "report.html")
	if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
		return err
	}
	tab, end, err := browser.Open()
	if err != nil {
		return err
	}
	defer end()
	for _, p := range photos(worst(r)) {
		if err := tab.Visit(file, p.fragment, p.look); err != nil {
			return err
		}
		png, err := tab.Picture()
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, p.name+".png"), png, 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// worst is the fingerprint of the must-fix of the highest risk.
func worst(r *audit.Result) string {
	best, risk := "", -1.0
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Verdict == rules.MustFix && f.Risk > risk {
			best, risk = f.Fingerprint, f.Risk
		}
	}
	return best
}

// Package parse turns configuration text into trees of snapshot.Node with the line of each value: YAML, JSON, TOML, HCL, properties, INI and
// dotenv. It does no I/O and never panics. It reports what it cannot read as a Problem with its line, and keeps the rest. It refuses alias bombs,
// very deep nesting and documents too large to be configuration.
package parse

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/names"
	"github.com/envparity/envparity/snapshot"
)

// Format is a configuration syntax.
type Format string

// The formats. Detect returns None for an unknown name.
const (
	None       Format = ""
	FormatYAML Format = "yaml"
	FormatJSON Format = "json"
	FormatTOML Format = "toml"
	FormatHCL  Format = "hcl"
	FormatProp Format = "properties"
	FormatINI  Format = "ini"
	FormatEnv  Format = "dotenv"

	FormatYAML11 Format = "yaml-1.1"  // YAML with plain scalars as kubectl and Helm read them
	FormatJSONC  Format = "jsonc"     // JSON with comments and trailing commas
	FormatGit    Format = "gitconfig" // INI as git reads it
	FormatUnit   Format = "systemd"   // INI as systemd reads units
	FormatMySQL  Format = "mysql"     // INI as MySQL reads option files
	FormatPHP    Format = "php-ini"   // INI as PHP reads it
	FormatConf   Format = "conf"      // lines of key value or key = value, with # comments
	FormatNginx  Format = "nginx"
	FormatXML    Format = "xml"
	FormatHOCON  Format = "hocon"
	FormatHosts  Format = "inventory" // of Ansible, in INI form
	FormatBicep  Format = "bicepparam"
)

// YAML reports whether f is a variant of YAML.
func (f Format) YAML() bool { return f == FormatYAML || f == FormatYAML11 }

// Bounds on configuration texts.
const (
	MaxFile     = bounds.File     // of many documents
	MaxDocument = bounds.Document // one
	maxDepth    = bounds.Depth
	maxProblems = bounds.Problems
)

// Document is one parsed document of a file.
type Document struct {
	Root  snapshot.Node // of any kind; Null for an empty document
	Line  int           // 1-based line its text begins on
	Index int           // 0-based place among the documents of the text, including those that could not be read
}

// Problem is an error in the text.
type Problem struct {
	Line int    // 1-based; 0 for the whole file
	Text string // lower case, without the file's name; never quotes a value, which may be secret
	Lost bool   // content at this place was not read, so it is unknown, not missing
	Note bool   // no error, but worth knowing
}

// Result is the result of parsing one text.
type Result struct {
	Docs     []Document
	Count    int // number of documents, including those that could not be read
	Problems []Problem
}

// Lost reports whether content was lost anywhere.
func (r *Result) Lost() bool {
	for _, p := range r.Problems {
		if p.Lost {
			return true
		}
	}
	return false
}

// Known reports whether f is a format, or a dialect of dotenv such as dotenv-node.
func (f Format) Known() bool {
	if of, ok := strings.CutPrefix(string(f), templateOf); ok {
		return Format(of) != None && !strings.HasPrefix(of, templateOf) && Format(of).Known()
	}
	_, ok := f.dialect()
	return ok || slices.Contains(Formats(), f)
}

// Formats lists the known formats by name, for messages.
func Formats() []Format {
	return []Format{FormatYAML, FormatYAML11, FormatJSON, FormatTOML, FormatHCL, FormatProp, FormatINI, FormatEnv, FormatJSONC, FormatGit, FormatUnit, FormatMySQL, FormatPHP, FormatConf, FormatNginx, FormatXML, FormatHOCON, FormatHosts, FormatBicep}
}

// Detect returns a file's format by its name, or None if the name does not show it.
func Detect(name string) Format {
	name = strings.ToLower(strings.ReplaceAll(name, "\\", "/"))
	base := path.Base(name)
	if f := byName(base); f != None {
		return f
	}
	if inInventory(name) {
		return FormatHosts
	}
	switch path.Ext(base) {
	case ".yaml", ".yml":
		return FormatYAML
	case ".json", ".tfstate", ".webmanifest":
		if allowsComments(name) {
			return FormatJSONC
		}
		return FormatJSON
	case ".jsonc", ".hujson", ".code-workspace":
		return FormatJSONC
	case ".xml", ".csproj", ".props", ".targets", ".config":
		return FormatXML
	case ".cnf":
		return FormatMySQL
	case ".service", ".socket", ".timer", ".mount", ".target", ".slice":
		return FormatUnit
	case ".toml":
		return FormatTOML
	case ".hcl", ".tf", ".tfvars", ".nomad":
		return FormatHCL
	case ".properties":
		return FormatProp
	case ".ini":
		return FormatINI
	case ".hocon":
		return FormatHOCON
	case ".bicepparam":
		return FormatBicep
	case ".env":
		return FormatEnv
	}
	if base == "dotenv" || strings.HasPrefix(base, ".env.") || strings.HasPrefix(base, ".env-") || strings.HasPrefix(base, ".env_") {
		return FormatEnv
	}
	return None
}

// byName returns the format of files whose whole name shows more than the ending.
func byName(base string) Format {
	switch base {
	case "php.ini", "php-fpm.conf", "php.ini-production", "php.ini-development":
		return FormatPHP
	case ".gitconfig", "gitconfig", ".gitmodules":
		return FormatGit
	case ".babelrc", ".swcrc", ".eslintrc", ".jshintrc":
		return FormatJSONC
	case "application.conf", "reference.conf":
		return FormatHOCON
	case "nginx.conf":
		return FormatNginx
	case "redis.conf", "postgresql.conf", "postgresql.auto.conf", "sshd_config", "ssh_config":
		return FormatConf
	}
	return None
}

// Text parses src as format f. It never panics: a parser's panic becomes a lost Problem.
func Text(f Format, src []byte) (res Result) {
	return TextWith(NewInterner(), f, src)
}

// TextWith is Text with strings shared through in, which may be nil.
func TextWith(in *Interner, f Format, src []byte) (res Result) {
	return TextEach(in, f, src, nil)
}

// TextEach is TextWith for a caller that handles each document at once, to save memory. It calls each with every document that could be read,
// possibly from several goroutines at a time. Result has the documents as each leaves them.
func TextEach(in *Interner, f Format, src []byte, each func(*Document)) (res Result) {
	defer func() {
		if p := recover(); p != nil {
			res.Problems = append(res.Problems, Problem{Text: fmt.Sprintf("the %s parser gave up on this text", f), Lost: true})
		}
	}()
	if len(src) > MaxFile || (!f.YAML() && len(src) > MaxDocument*4) {
		return Result{Problems: []Problem{{Line: 1, Text: fmt.Sprintf("%d MB are too large for a configuration file", len(src)>>20), Lost: true}}}
	}
	if f.YAML() && erb(in, src) {
		f = templateOf + f
	}
	if what := ciphertext(f, src); what != "" {
		return Result{Problems: []Problem{{Text: what, Lost: true}}}
	}
	if what := binary(src); what != "" && !utf16Text(src) {
		return Result{Problems: []Problem{{Line: 1, Text: what, Lost: true}}}
	}
	src, repaired := UTF8(src)
	if what := binary(src); what != "" {
		return Result{Problems: []Problem{{Line: 1, Text: what, Lost: true}}}
	}
	res.Problems = append(res.Problems, repaired...)
	asRead, after := each, each // YAML's documents as they are read, unless they have to be marked first
	if f.YAML() && len(repaired) == 0 {
		after = nil
	} else {
		asRead = nil
	}
	got := read(in, src, f, asRead)
	res.Docs, res.Count = got.Docs, max(got.Count, len(got.Docs))
	res.Problems = append(res.Problems, got.Problems...)
	if len(repaired) > 0 {
		for i := range res.Docs {
			markRepaired(&res.Docs[i].Root)
		}
	}
	if after != nil {
		for i := range res.Docs {
			after(&res.Docs[i])
		}
	}
	if n := len(res.Problems); n > maxProblems {
		lost := false
		for _, p := range res.Problems[maxProblems:] {
			lost = lost || p.Lost
		}
		res.Problems = append(res.Problems[:maxProblems:maxProblems], Problem{Text: "and " + names.Count(n-maxProblems, "more problem"), Lost: lost})
	}
	return res
}

// read calls the reader of a format.
func read(in *Interner, src []byte, f Format, each func(*Document)) Result {
	switch f {
	case FormatYAML:
		return parseYAML(in, src, written, each)
	case FormatYAML11:
		return parseYAML(in, src, yaml11, each)
	case FormatJSON:
		return parseJSON(in, src)
	case FormatTOML:
		return parseTOML(in, src)
	case FormatHCL:
		return parseHCL(in, src)
	case FormatProp:
		return parseProperties(in, src)
	case FormatJSONC:
		return parseJSONC(in, src)
	case FormatINI, FormatGit, FormatUnit, FormatMySQL, FormatPHP:
		return parseINI(in, src, f)
	case FormatConf:
		return parseConf(in, src)
	case FormatNginx:
		return parseNginx(in, src)
	case FormatXML:
		return parseXML(in, src)
	case FormatHosts:
		return parseInventory(in, src)
	case FormatHOCON:
		return parseHOCON(in, src)
	case FormatBicep:
		return parseBicepParam(in, src)
	case FormatEnv:
		return parseDotenv(in, src)
	default:
		if of, ok := strings.CutPrefix(string(f), templateOf); ok && f.Known() {
			return parseTemplate(in, src, Format(of))
		}
		if d, ok := f.dialect(); ok {
			return parseDialect(in, src, d)
		}
		return Result{Problems: []Problem{{Text: fmt.Sprintf("no parser for format %q", f), Lost: true}}}
	}
}

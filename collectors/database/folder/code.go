package folder

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// drizzle reads the journal that Drizzle keeps beside its files. Its table holds the SHA-256 of each file.
func drizzle(r *reader, f *Folder) error {
	text, err := r.read("meta/_journal.json")
	if err != nil {
		return fmt.Errorf("meta/_journal.json cannot be read: %w", err)
	}
	var journal struct {
		Dialect string `json:"dialect"`
		Entries []struct {
			Tag string `json:"tag"`
		} `json:"entries"`
	}
	if err := json.Unmarshal([]byte(text), &journal); err != nil {
		return errors.New("meta/_journal.json is no JSON of the form that Drizzle writes")
	}
	f.Engine = journal.Dialect
	for _, e := range journal.Entries {
		p := path.Clean(e.Tag) + ".sql"
		up, err := r.read(p)
		if err != nil {
			return fmt.Errorf("%s, which the journal names, cannot be read: %w", p, err)
		}
		f.Migrations = append(f.Migrations, Migration{ID: digest(up), Path: p, Up: up})
	}
	return nil
}

func djangoID(p string) (string, bool) {
	stem, ok := strings.CutSuffix(path.Base(p), ".py")
	return stem, ok && stem != "__init__"
}

var djangoClass = regexp.MustCompile(`(?m)^class\s+Migration\s*\(\s*(?:migrations\.)?Migration\s*\)`)

// djangoLook names a migration by its application, which is the folder above migrations.
func djangoLook(text string, m *Migration, r *reader) bool {
	if !djangoClass.MatchString(text) {
		return false
	}
	dir := path.Dir(path.Join(r.name, m.Path)) // …/app/migrations
	app := path.Base(path.Dir(dir))
	if path.Base(dir) != "migrations" || app == "." || app == "/" {
		return false // nobody knows below which application
	}
	m.App = app
	m.ID = app + "." + m.ID
	return true
}

var (
	revision = regexp.MustCompile(`(?m)^revision(?:\s*:\s*[^=\n]+)?\s*=\s*["']([^"']+)["']`)
	down     = regexp.MustCompile(`(?ms)^down_revision(?:\s*:\s*[^=\n]+)?\s*=\s*(None|["'][^"']+["']|\([^)]*\)|\[[^\]]*\])`)
	quoted   = regexp.MustCompile(`["']([^"']+)["']`)
)

// alembicLook reads a revision's own id and those before it.
func alembicLook(text string, m *Migration, _ *reader) bool {
	id := revision.FindStringSubmatch(text)
	before := down.FindStringSubmatch(text)
	if id == nil || before == nil {
		return false
	}
	m.ID = id[1]
	for _, q := range quoted.FindAllStringSubmatch(before[1], -1) {
		m.Parents = append(m.Parents, q[1])
	}
	return true
}

// liquibase reads change sets of changelogs in XML, YAML, JSON and formatted SQL.
func liquibase(r *reader, f *Folder) error {
	for _, p := range r.files {
		ext := path.Ext(p)
		if ext != ".xml" && ext != ".yaml" && ext != ".yml" && ext != ".json" && ext != ".sql" {
			continue
		}
		text, err := r.read(p)
		if err != nil {
			return err
		}
		for _, s := range changeSets(text, ext) {
			f.Migrations = append(f.Migrations, Migration{ID: p + "::" + s[0] + "::" + s[1], Path: p, Code: true})
		}
	}
	return nil
}

var formatted = regexp.MustCompile(`(?m)^--\s*changeset\s+([^:\s]+):(?:"([^"]+)"|(\S+))`)

// changeSets returns id and author of each change set of a text. What is no changelog has none.
func changeSets(text, ext string) [][2]string {
	switch ext {
	case ".sql":
		var out [][2]string
		if strings.Contains(strings.ToLower(text[:min(len(text), 400)]), "liquibase formatted sql") {
			for _, m := range formatted.FindAllStringSubmatch(text, -1) {
				out = append(out, [2]string{m[2] + m[3], m[1]})
			}
		}
		return out
	case ".xml":
		return xmlChangeSets(text)
	}
	var log struct {
		Entries []struct {
			Set *struct {
				ID     any    `yaml:"id"`
				Author string `yaml:"author"`
			} `yaml:"changeSet"`
		} `yaml:"databaseChangeLog"`
	}
	if yaml.Unmarshal([]byte(text), &log) != nil {
		return nil
	}
	var out [][2]string
	for _, e := range log.Entries {
		if e.Set == nil {
			continue
		}
		switch id := e.Set.ID.(type) {
		case string:
			out = append(out, [2]string{id, e.Set.Author})
		case int:
			out = append(out, [2]string{strconv.Itoa(id), e.Set.Author})
		}
	}
	return out
}

func xmlChangeSets(text string) [][2]string {
	var out [][2]string
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	for {
		token, err := d.Token()
		if err != nil {
			return out
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "changeSet" {
			continue
		}
		var id, author string
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "id":
				id = a.Value
			case "author":
				author = a.Value
			}
		}
		if id != "" {
			out = append(out, [2]string{id, author})
		}
	}
}

package envvars

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"

	composeenv "github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/snapshot"
)

// unreadFiles is what a service lacks because some of its env files were not read.
type unreadFiles struct {
	why   string          // of the first of them
	doubt map[string]bool // variables that such a file may set otherwise
}

// envFiles gives a service the variables of its env files, as the library does. References in an env file see the project's variables, then the
// service's own. For a variable given twice the later file wins, and the service's own variables win over all. A file that cannot be read is a
// gap: what it alone sets is unknown, and so is what a file before it sets.
func (r *composeReader) envFiles(project *types.Project, name string, s *types.ServiceConfig) {
	s.Environment = s.Environment.Resolve(project.Environment.Resolve)
	own := s.Environment
	vars := own.ToMapping()
	lookup := func(key string) (string, bool) {
		if v, ok := project.Environment.Resolve(key); ok {
			return v, true
		}
		if v, ok := own[key]; ok && v != nil {
			return *v, true
		}
		return "", false
	}
	for _, f := range s.EnvFiles {
		shown, err := r.envFile(f, vars, lookup, r.unread[name])
		if err != nil {
			r.lose(name, shown, err, vars)
		}
	}
	s.Environment = vars.ToMappingWithEquals().OverrideBy(own)
	s.EnvFiles = nil
	if lost := r.unread[name]; lost != nil {
		for key := range own {
			delete(lost.doubt, key)
		}
	}
}

// envFile adds the variables of one env file to vars. lost is what earlier files that were not read left open, nil for nothing.
func (r *composeReader) envFile(f types.EnvFile, vars types.Mapping, lookup func(string) (string, bool), lost *unreadFiles) (shown string, err error) {
	src, shown, err := r.file(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !bool(f.Required):
		return shown, nil
	case errors.Is(err, fs.ErrNotExist) && r.spec.Git != nil:
		return shown, fmt.Errorf("is not in the repository at %q", r.spec.Git.Ref)
	case errors.Is(err, fs.ErrNotExist):
		return shown, errors.New("does not exist")
	case err != nil:
		return shown, err
	}
	given := func(key string) (string, bool) { // by the env files before
		if v, ok := lookup(key); ok {
			return v, true
		}
		v, ok := vars[key]
		return v, ok
	}
	if err := r.assign(shown, src, vars, lookup, given, f.Format); err != nil {
		return shown, err
	}
	if lost != nil {
		lost.after(src, vars, lookup, f.Format)
	}
	return shown, nil
}

// assign adds the variables of an env file's text to vars. given is lookup and what the env files before have set. An error quotes no line,
// because a line may contain a secret.
func (r *composeReader) assign(shown string, src []byte, vars types.Mapping, lookup, given func(string) (string, bool), format string) error {
	if by := parse.Encrypted(src); by != "" {
		return fmt.Errorf("is encrypted by %s", by)
	}
	if err := r.growth(src, given); err != nil {
		return err
	}
	set := maps.Clone(vars)
	if err := composeenv.ParseWithFormat(bytes.NewReader(src), shown, set, lookup, format); err != nil {
		return errors.New("is no dotenv file")
	}
	maps.Copy(vars, set)
	return nil
}

// openValue stands for a value that a file which was not read may set. No text of a dotenv file contains it.
const openValue = "\x00"

// after notes what an env file that follows an unread one leaves open: the variables of earlier files that it does not set, and those whose
// references lead to a variable that only the unread file may set.
func (u *unreadFiles) after(src []byte, vars types.Mapping, lookup func(string) (string, bool), format string) {
	set := maps.Clone(vars)
	for key, open := range u.doubt {
		if open {
			set[key] = openValue
		}
	}
	open := func(key string) (string, bool) {
		if v, ok := lookup(key); ok {
			return v, true
		}
		if _, ok := vars[key]; ok {
			return "", false // the library takes it from set
		}
		return openValue, true
	}
	if err := composeenv.ParseWithFormat(bytes.NewReader(src), "", set, open, format); err != nil {
		return // it was read without an error a moment ago
	}
	for key, value := range set {
		u.doubt[key] = strings.Contains(value, openValue)
	}
}

// lose records that an env file of a service was not read.
func (r *composeReader) lose(service, shown string, err error, vars types.Mapping) {
	why := r.unreadFile(shown, err)
	shown = r.masked(shown)
	r.problems.Gap(snapshot.Gap{Kind: Kind, Name: service, File: shown, Why: why})
	if r.unread[service] == nil {
		r.unread[service] = &unreadFiles{why: why, doubt: map[string]bool{}}
	}
	for key := range vars {
		r.unread[service].doubt[key] = true
	}
}

// unreadFile says why an env file was not read. It is one sentence for all services that name the file.
func (r *composeReader) unreadFile(shown string, err error) string {
	return r.masked(fmt.Sprintf("env file %q %v, so the variables that it sets are unknown", shown, err))
}

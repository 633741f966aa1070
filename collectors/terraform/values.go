package terraform

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/envparity/envparity/collectors/parse"
	"github.com/envparity/envparity/internal/confine"
)

// lendValues copies variable values for a backend that uses variables, as OpenTofu's may: the variable files of dir, and TF_VAR_… of the process
// environment for names in no file. terraform-exec accepts no TF_VAR_… in the environment, so they go into a file in the temporary folder, as
// strings.
func lendValues(files *confine.Roots, dir, into string, environ []string) error {
	entries, err := files.ReadDir(dir)
	if err != nil {
		return err
	}
	given := map[string]bool{}
	for _, e := range entries {
		name := e.Name()
		if name != "terraform.tfvars" && name != "terraform.tfvars.json" && !strings.HasSuffix(name, ".auto.tfvars") && !strings.HasSuffix(name, ".auto.tfvars.json") {
			continue
		}
		src, err := files.Read(filepath.Join(dir, name), parse.MaxDocument, nil)
		if err != nil {
			return fmt.Errorf("%s cannot be read: %w", name, errors.Unwrap(err))
		}
		for _, variable := range namesIn(name, src) {
			given[variable] = true
		}
		if err := os.WriteFile(filepath.Join(into, name), src, 0o600); err != nil {
			return err
		}
	}
	values := map[string]string{}
	for _, kv := range environ {
		name, value, _ := strings.Cut(kv, "=")
		if variable, ok := strings.CutPrefix(name, "TF_VAR_"); ok && !given[variable] {
			values[variable] = value
		}
	}
	if len(values) == 0 {
		return nil
	}
	raw, err := json.Marshal(values)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(into, "environment.auto.tfvars.json"), raw, 0o600)
}

// namesIn lists the variables that a file sets. It returns none for a file that does not parse, because the program itself reports that.
func namesIn(name string, src []byte) []string {
	var out []string
	if strings.HasSuffix(name, ".json") {
		var values map[string]json.RawMessage
		if json.Unmarshal(src, &values) != nil {
			return nil
		}
		for v := range values {
			out = append(out, v)
		}
		return out
	}
	file, _ := parseHCL(src, name)
	if file == nil {
		return nil
	}
	attributes, _ := file.Body.JustAttributes()
	for v := range attributes {
		out = append(out, v)
	}
	return out
}

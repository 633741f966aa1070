package envvars

import (
	"fmt"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/override"
	"github.com/compose-spec/compose-go/v2/types"
)

// extend resolves the `extends` of the services of a model as the library does, but reads the files itself.
func (r *composeReader) extend(model map[string]any, details types.ConfigDetails) error {
	services, _ := model["services"].(map[string]any)
	for name := range services {
		whole, err := r.extended(services, name, details, 0)
		if err != nil {
			return err
		}
		services[name] = whole
	}
	return nil
}

// extended merges a service over the service that it extends, which may come from another file and extend a third.
func (r *composeReader) extended(services map[string]any, name string, details types.ConfigDetails, depth int) (map[string]any, error) {
	own, ok := services[name].(map[string]any)
	if !ok {
		if _, there := services[name]; there {
			return nil, nil // an empty service
		}
		return nil, fmt.Errorf("there is no service %q to extend", name)
	}
	extends, ok := own["extends"].(map[string]any)
	if !ok {
		return own, nil
	}
	if depth >= maxComposeDepth {
		return nil, fmt.Errorf("service %q extends services that extend others, more than %d deep", name, maxComposeDepth)
	}
	from := services
	if file, _ := extends["file"].(string); file != "" {
		var err error
		if from, err = r.base(file, details); err != nil {
			return nil, err
		}
	}
	of, _ := extends["service"].(string)
	base, err := r.extended(from, of, details, depth+1)
	if err != nil {
		return nil, err
	}
	whole, err := override.ExtendService(clone(base).(map[string]any), clone(own).(map[string]any))
	if err != nil {
		return nil, fmt.Errorf("service %q cannot extend %q: %w", name, of, err)
	}
	delete(whole, "extends")
	return whole, nil
}

// base returns the services of a file that is extended. It need not be a valid project by itself.
func (r *composeReader) base(file string, details types.ConfigDetails) (map[string]any, error) {
	if services, ok := r.bases[file]; ok {
		return services, nil
	}
	configs, err := r.named("extended file", []string{file})
	if err != nil {
		return nil, err
	}
	model, _, err := r.load(types.ConfigDetails{WorkingDir: filepath.Dir(file), ConfigFiles: configs, Environment: details.Environment}, true)
	if err != nil {
		return nil, err
	}
	services, _ := model["services"].(map[string]any)
	r.bases[file] = services
	return services, nil
}

// clone copies a value that a merge may change.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = clone(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = clone(e)
		}
		return out
	}
	return v
}

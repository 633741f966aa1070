package discover

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// defaultsOf finds the file of defaults for the environments' own files, by convention: values.yaml of a Helm chart, application.yml of Spring,
// application.conf of Play, appsettings.json of .NET, deploy.yml of Kamal, config/settings.yml for config/settings, config/default.json of Node,
// group_vars/all.yml of Ansible. "" without a convention, because a file of another name may be a complete environment without a word in its
// name.
func defaultsOf(fsys fs.FS, p *place) string {
	ext := path.Ext(p.suffix)
	if stem := strings.ToLower(p.prefix); p.suffix == ".config" && (stem == "web." || stem == "app.") {
		return netBase(fsys, p)
	}
	if !slices.Contains([]string{".yaml", ".yml", ".json", ".toml", ".properties", ".conf"}, ext) {
		return ""
	}
	var names []string
	if stem := strings.TrimRight(p.prefix, "-_."); stem != "" {
		for _, known := range []string{"values", "application", "appsettings", "settings", "bootstrap", "deploy"} {
			if stem == known || strings.HasPrefix(stem, known+"-") || strings.HasPrefix(stem, known+".") {
				names = append(names, path.Join(p.parent, stem+p.suffix), path.Join(p.parent, known+p.suffix))
			}
		}
	} else {
		if p.parent != "." {
			names = append(names, p.parent+p.suffix)
		}
		for _, word := range []string{"default", "defaults", "base", "common", "all"} {
			names = append(names, path.Join(p.parent, word+p.suffix))
		}
	}
	for _, name := range names {
		if isFile(fsys, name) {
			return name
		}
	}
	return chartValues(fsys, p)
}

// chartValues returns the values.yaml of the chart in whose folder, or the one above, the environments' files lie, if those set mostly keys that it
// has: env/prod.yaml over values.yaml. Helm lays them over it.
func chartValues(fsys fs.FS, p *place) string {
	for _, dir := range []string{p.parent, path.Dir(p.parent)} {
		name := path.Join(dir, "values.yaml")
		if !isYAML(path.Ext(p.suffix)) || !isFile(fsys, path.Join(dir, "Chart.yaml")) || !isFile(fsys, name) {
			continue
		}
		values := keysOf(peek(fsys, name))
		all, known := 0, 0
		for _, o := range p.envs {
			for k := range keysOf(peek(fsys, p.path(o))) {
				if all++; values[k] {
					known++
				}
			}
		}
		if known > 0 && float64(known) >= enoughAlike*float64(all) {
			return name
		}
	}
	return ""
}

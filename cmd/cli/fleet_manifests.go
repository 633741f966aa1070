package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/spf13/cobra"
	"github.com/zclconf/go-cty/cty"

	"github.com/envparity/envparity/collectors/kubernetes"
	"github.com/envparity/envparity/config"
	"github.com/envparity/envparity/fleet/fleetfile"
	"github.com/envparity/envparity/internal/bounds"
	"github.com/envparity/envparity/internal/confine"
	"github.com/envparity/envparity/internal/term"
	"github.com/envparity/envparity/workspace"
)

type fleetManifestOptions struct {
	*fleetOptions
	ciOptions

	schedule, reports string
	folder            string
	parallelism       int
}

func (a *app) fleetManifestsCommand(shared *fleetOptions) *cobra.Command {
	o := fleetManifestOptions{fleetOptions: shared}
	cmd := &cobra.Command{
		Use:   "manifests [DIR]",
		Short: "Write an indexed Kubernetes Job that runs the fleet, its role, and CronJobs that start it and report",
		Long: `Write into deploy/envparity-fleet a role, a CronJob that starts an indexed Job every night, and the same Job to start by hand: a pod for each system, one
record each into the bucket. Another CronJob prints the overview of all records in the morning. Nothing is contacted. The configs of the systems, with their waivers and baselines, become a ConfigMap; with --folder they are in the image.

What the configs would run, ask or read is refused in the pods, as anywhere, unless --trust is given here too: then the pods get it.`,
		Example: `  envparity fleet manifests --image registry.example/envparity:v1 --store s3://fleet/records`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			files, err := a.fleetRecipe(&o)
			if err != nil {
				return err
			}
			return a.writeRecipes(dir, files, o.ciOptions)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&o.dryRun, "dry-run", false, "print the files and write nothing")
	f.BoolVar(&o.force, "force", false, "replace files that are there")
	f.StringVarP(&o.namespace, "namespace", "n", "envparity", "the `NAMESPACE` that the pods run in")
	f.StringVar(&o.image, "image", "", "the `IMAGE` of envparity in your registry (make image builds it)")
	f.StringVar(&o.schedule, "schedule", "17 2 * * *", "when the CronJob starts a run, as `CRON` in UTC")
	f.StringVar(&o.reports, "report-schedule", "17 6 * * *", "when the other CronJob prints the overview, as `CRON` in UTC; empty for never")
	f.IntVar(&o.parallelism, "parallelism", 10, "how many pods run at once: `N`")
	f.StringVar(&o.folder, "folder", "", "the image has the fleet's folder at `DIR`: no ConfigMap is written")
	return cmd
}

// scheduleForm is a line of cron: five fields of digits, names, stars, commas, dashes and slashes. The API server checks the rest.
var scheduleForm = regexp.MustCompile(`^[0-9A-Za-z*,/-]+( [0-9A-Za-z*,/?-]+){4}$`)

func (o *fleetManifestOptions) check(f *fleetfile.File) error {
	if o.fleetOptions.store == "" {
		o.fleetOptions.store = f.Store
	}
	switch store := o.fleetOptions.store; {
	case !namespaceForm.MatchString(o.namespace):
		return fmt.Errorf("invalid value %q for `--namespace`: use lower-case letters, digits and dashes", o.namespace)
	case o.image == "":
		return errors.New("say with `--image` where your cluster finds envparity; `make image` builds it")
	case !imageForm.MatchString(o.image):
		return fmt.Errorf("invalid value %q for `--image`, must be the name of an image such as registry.example/envparity:v1", o.image)
	case store == "":
		return errors.New("say with `--store s3://BUCKET/PREFIX`, or `store` in the fleet's file, where the pods keep their records: a container's own folder ends with it")
	case !strings.HasPrefix(store, "s3://"):
		return fmt.Errorf("the store is %q, and pods share no folder: give `--store s3://BUCKET/PREFIX`", store)
	case !scheduleForm.MatchString(o.schedule):
		return fmt.Errorf("invalid value %q for `--schedule`: write five fields such as \"17 2 * * *\"", o.schedule)
	case o.reports != "" && !scheduleForm.MatchString(o.reports):
		return fmt.Errorf("invalid value %q for `--report-schedule`: write five fields such as \"17 6 * * *\", or nothing", o.reports)
	case o.parallelism < 1:
		return fmt.Errorf("invalid value %d for `--parallelism`: at least one pod runs", o.parallelism)
	case o.folder != "" && (!path.IsAbs(o.folder) || strings.ContainsAny(o.folder, "\"'\\\n\r\t$")):
		return fmt.Errorf("invalid value %q for `--folder`: write an absolute path in the image", o.folder)
	}
	return nil
}

// fleetMount is where the pods find the fleet's file.
const fleetMount = "/fleet"

func (a *app) fleetRecipe(o *fleetManifestOptions) ([]recipe, error) {
	if _, err := a.fleetWorkspace(); err != nil {
		return nil, err
	}
	f, err := o.load()
	if err != nil {
		return nil, err
	}
	if err := o.check(f); err != nil {
		return nil, err
	}
	pods, configMap, err := a.fleetPods(o, f)
	if err != nil {
		return nil, err
	}
	texts, err := recipeTexts("fleet.yml", "fleet-job.yml", "fleet-spec.yml", "fleet-report.yml")
	if err != nil {
		return nil, err
	}
	fill := strings.NewReplacer("@NAMESPACE@", o.namespace, "@SCHEDULE@", o.schedule, "@REPORT_SCHEDULE@", o.reports, "@SYSTEMS@", fmt.Sprint(len(f.Systems)),
		"@PARALLELISM@", fmt.Sprint(o.parallelism), "@CONFIG@", configMap)
	spec := strings.Replace(fill.Replace(texts["fleet-spec.yml"]), "@POD@\n", pods.run, 1)
	job := strings.Replace(fill.Replace(texts["fleet-job.yml"]), "@JOB@\n", indented(spec, 2), 1)
	cron := strings.Replace(fill.Replace(texts["fleet.yml"]), "@JOB@\n", indented(spec, 6), 1)
	role := strings.ReplaceAll(kubernetes.RBAC(nil), "namespace: envparity\n", "namespace: "+o.namespace+"\n")
	out := []recipe{{"deploy/envparity-fleet/rbac.yml", role}, {"deploy/envparity-fleet/cronjob.yml", cron}, {"deploy/envparity-fleet/job.yml", job}}
	if o.reports != "" {
		out = append(out, recipe{"deploy/envparity-fleet/report.yml", strings.Replace(fill.Replace(texts["fleet-report.yml"]), "@POD@\n", indented(pods.report, 6), 1)})
	}
	return out, nil
}

// fleetPods are the templates of the pods that run the systems and of the one that reports.
type fleetPods struct{ run, report string }

// fleetPods writes the templates of the pods, and the ConfigMap that they mount: "" where the image has the fleet's folder.
func (a *app) fleetPods(o *fleetManifestOptions, f *fleetfile.File) (pods fleetPods, configMap string, err error) {
	file, mount, volume := o.folder+"/"+path.Base(filepath.ToSlash(f.Path)), "", ""
	if o.folder == "" {
		file = fleetMount + "/" + fleetfile.FileName
		files, err := a.fleetFiles(f)
		if err != nil {
			return pods, "", err
		}
		configMap, volume = configMapOf(o.namespace, files)
		mount = "          - name: fleet\n            mountPath: " + fleetMount + "\n            readOnly: true\n"
	}
	where := []string{"--fleet", file, "--store", o.fleetOptions.store}
	run := slices.Concat([]string{"fleet", "run"}, where, []string{"--index", "$(" + indexVariable + ")", "--of", fmt.Sprint(len(f.Systems)), "--run", "$(RUN)"})
	if a.trusted {
		run = append(run, "--trust")
	}
	texts, err := recipeTexts("fleet-pod.yml", "fleet-run-env.yml")
	if err != nil {
		return pods, "", err
	}
	pod := strings.NewReplacer("@IMAGE@", o.image, "@MOUNT@", mount, "@VOLUME@\n", volume).Replace(texts["fleet-pod.yml"])
	pods.run = strings.NewReplacer("@ARGS@", listYAML(run), "@RUN@\n", texts["fleet-run-env.yml"]).Replace(pod)
	pods.report = strings.NewReplacer("@ARGS@", listYAML(slices.Concat([]string{"fleet", "report"}, where)), "@RUN@\n", "").Replace(pod)
	return pods, configMap, nil
}

// listYAML is a list of texts as JSON writes it, which is YAML too.
func listYAML(list []string) string {
	b, _ := json.Marshal(list) // texts: it cannot fail
	return string(b)
}

func recipeTexts(names ...string) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range names {
		text, err := recipes.ReadFile("recipes/" + name)
		if err != nil {
			return nil, err
		}
		out[name] = string(text)
	}
	return out, nil
}

func indented(text string, by int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.Repeat(" ", by) + line)
	}
	return b.String()
}

// fleetFile is one file of the fleet's folder in the pods.
type fleetFile struct{ path, text string }

// mostConfigMap is the size of a ConfigMap in bytes, less what its names take: https://kubernetes.io/docs/concepts/configuration/configmap/ allows 1 MiB.
const mostConfigMap = 1<<20 - 64<<10

// fleetFiles are the files that the pods need: a fleet.hcl, and the config, waivers and baseline of each system.
func (a *app) fleetFiles(f *fleetfile.File) ([]fleetFile, error) {
	own := hclwrite.NewEmptyFile()
	if f.Name != "" {
		own.Body().SetAttributeValue("name", cty.StringVal(f.Name))
	}
	out := []fleetFile{{path: fleetfile.FileName}}
	size := 0
	for i := range f.Systems {
		s := &f.Systems[i]
		if s.From != "" && s.From != workspace.Latest && !workspace.IsLabel(s.From) && !strings.Contains(s.From, "://") {
			return nil, fmt.Errorf("%s: `from` is a folder, which is not in the cluster: use a bucket, or `--folder` with an image that has it", s.Name)
		}
		b := own.Body().AppendNewBlock("system", []string{s.Name}).Body()
		for _, x := range []struct{ name, value string }{{"from", s.From}, {"owner", s.Owner}, {"tier", s.Tier}} {
			if x.value != "" {
				b.SetAttributeValue(x.name, cty.StringVal(x.value))
			}
		}
		files, err := a.systemFiles(s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		out = append(out, files...)
	}
	out[0].text = string(own.Bytes())
	for _, x := range out {
		size += len(x.text)
	}
	if size > mostConfigMap {
		return nil, fmt.Errorf("the configs of %d systems have %d bytes, and a ConfigMap takes %d: put the fleet's folder into an image, and give `--folder`", len(f.Systems), size, mostConfigMap)
	}
	return out, nil
}

// systemFiles are the config of a system, and its waivers and baseline where they lie beside or below it.
func (a *app) systemFiles(s *fleetfile.System) ([]fleetFile, error) {
	src, err := confine.Regular(s.Config, bounds.Config, nil)
	if err != nil {
		return nil, err
	}
	out := []fleetFile{{s.Name + "/" + config.FileName, string(src)}}
	cfg, err := a.workspace().Beside(s.Config).Load()
	if err != nil {
		return nil, err
	}
	roots := confine.New(cfg.Dir)
	for _, file := range []string{cfg.Waivers, cfg.Baseline} {
		if file == "" || !filepath.IsLocal(file) {
			continue
		}
		if text, err := roots.Read(cfg.Resolve(file), bounds.OwnFile, nil); err == nil {
			out = append(out, fleetFile{s.Name + "/" + path.Clean(filepath.ToSlash(file)), string(text)})
		}
	}
	return out, nil
}

// configMapOf is the manifest of the files, and the volume that lays them out as folders: a key of a ConfigMap has no slash.
func configMapOf(namespace string, files []fleetFile) (manifest, volume string) {
	var m, v strings.Builder
	fmt.Fprintf(&m, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: envparity-fleet\n  namespace: %s\ndata:\n", namespace)
	v.WriteString("      - name: fleet\n        configMap:\n          name: envparity-fleet\n          items:\n")
	for i, f := range files {
		key := fmt.Sprintf("file-%05d", i)
		fmt.Fprintf(&m, "  # %s\n  %s: %s\n", term.Line(f.path), key, yamlText(f.text))
		fmt.Fprintf(&v, "            - {key: %s, path: %s}\n", key, quotedYAML(f.path))
	}
	m.WriteString("---\n")
	return m.String(), v.String()
}

// yamlText is a text as a block that people can read, where YAML has one for it.
func yamlText(text string) string {
	text = strings.TrimRight(text, "\n") + "\n"
	if term.Sanitize(text) != text || strings.ContainsAny(text[:1], " \t\n#") {
		return quotedYAML(text)
	}
	return "|\n" + strings.TrimRight(strings.ReplaceAll(indented(text, 4), "\n    \n", "\n\n"), "\n")
}

// quotedYAML is a text as JSON quotes it, which is YAML too.
func quotedYAML(text string) string {
	b, _ := json.Marshal(text) // a string: it cannot fail
	return string(b)
}

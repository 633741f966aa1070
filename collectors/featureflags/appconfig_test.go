package featureflags

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/envparity/envparity/collectors/aws/awstest"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

func appConfigBlock(a *awstest.Account, more string) string {
	return "appconfig = \"shop\"\nenvironment = \"live\"\nregion = \"eu-west-1\"\nendpoint = \"" + a.URL + "\"\n" + more
}

func TestAppConfigIsReadAsItWasDeployed(t *testing.T) {
	a := awstest.New(t)
	r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), appConfigBlock(a, ""))
	if got := flag(t, r, "beta"); got != `{state=ENABLED variants=[{enabled=true name=staff rule=(eq $group "staff")} {enabled=false name=default}]}` {
		t.Error(got)
	}
	if got := flag(t, r, "checkout"); !strings.HasPrefix(got, "{attributes={apiKey=hmac:") || !strings.HasSuffix(got, " limit=50} description=new one state=ENABLED}") {
		t.Error(got)
	}
	if got := flag(t, r, "limits"); !strings.HasPrefix(got, "{limits={basket=20 password=hmac:") {
		t.Error(got)
	}
	for i := range r.Resources {
		if f := &r.Resources[i]; f.Name == "odd" && f.Tree().Child("state").Kind != snapshot.Unknown {
			t.Errorf("a flag that is not set is %+v", f.Tree())
		}
	}
	said := r.Outcome.Error + strings.Join(r.Outcome.Notes, "\n")
	for _, want := range []string{`profile "remote" of AppConfig shop/live was not read: it is kept in s3`, `profile "draft" was never deployed`, `"flags" is being deployed`} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	collectortest.NoSecrets(t, collectortest.Bytes(t, r), []string{"planted-flag-secret", "planted-limit-secret", "planted-secret-access-key"})
	for _, op := range a.Operations() {
		if !slices.Contains(appConfigReads()["AppConfig"], op) {
			t.Errorf("%s was sent", op)
		}
	}
	if len(r.Resources) != 4 {
		t.Errorf("%d resources", len(r.Resources))
	}
}

func TestAppConfigConformance(t *testing.T) {
	a := awstest.New(t)
	denied := awstest.New(t)
	denied.Fault = func(string, int) *awstest.Fault { return &awstest.Fault{Status: 403, Code: "AccessDeniedException"} }
	garbled := awstest.New(t)
	garbled.Fault = func(string, int) *awstest.Fault { return &awstest.Fault{Garbage: `{"Items": [{"Na`} }
	hanging := awstest.New(t)
	hanging.Fault = func(string, int) *awstest.Fault { return &awstest.Fault{Status: 500, Hang: time.Minute} }
	collectortest.Run(t, collectortest.Subject{
		Type: Type(), Config: appConfigBlock(a, `profiles = ["flags", "limits"]`), Secrets: []string{"planted-flag-secret", "planted-limit-secret"},
		Denied: appConfigBlock(denied, ""), Truncated: appConfigBlock(garbled, ""), Hang: appConfigBlock(hanging, ""),
		Missing: strings.Replace(appConfigBlock(a, ""), "live", "nowhere", 1),
	})
}

func TestAFaultInOneProfileLeavesTheOthers(t *testing.T) {
	for name, answer := range map[string]string{"denied": "!AccessDeniedException", "gone": "!ResourceNotFoundException", "cut": `{"version": "1", "fl`, "without flags": "{}"} {
		t.Run(name, func(t *testing.T) {
			a := awstest.New(t)
			right := a.Answers["GetHostedConfigurationVersion"]
			a.Answers["GetHostedConfigurationVersion"] = func(in map[string]any) string {
				if strings.Contains(in["Path"].(string), "/p1/") {
					return answer
				}
				return right(in)
			}
			r := collectortest.Collect(t.Context(), t, Type(), t.TempDir(), appConfigBlock(a, `profiles = ["flags", "limits"]`))
			if r.Outcome.Status != snapshot.Partial || len(r.Resources) != 1 || r.Resources[0].Name != "limits" {
				t.Errorf("%d resources, %+v", len(r.Resources), r.Outcome)
			}
			if len(r.Outcome.Gaps) != 1 || r.Outcome.Gaps[0].Kind != "flag" || !strings.Contains(r.Outcome.Gaps[0].Why, `profile "flags"`) {
				t.Errorf("%+v", r.Outcome.Gaps)
			}
		})
	}
}

func TestWhateverTheNetworkDoesAppConfigEndsInTime(t *testing.T) {
	for name, fault := range map[string]awstest.Fault{
		"reset": {Reset: true}, "throttled": {Status: 429, Code: "TooManyRequestsException"}, "down": {Status: 500, Code: "InternalServerException"},
		"cut off": {Garbage: `{"Items":[`, Cut: true}, "hangs": {Status: 500, Hang: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			a := awstest.New(t)
			a.Fault = func(op string, _ int) *awstest.Fault {
				if op == "ListDeployments" {
					return &fault
				}
				return nil
			}
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			r := collectortest.Collect(ctx, t, Type(), t.TempDir(), appConfigBlock(a, ""))
			if r.Outcome.Status != snapshot.Failed || r.Outcome.Error == "" || len(r.Resources) > 0 {
				t.Errorf("%d resources, %+v", len(r.Resources), r.Outcome)
			}
		})
	}
}

func TestAppConfigSendsReadsOnly(t *testing.T) {
	for service, ops := range appConfigReads() {
		for _, op := range ops {
			if !strings.HasPrefix(op, "List") && !strings.HasPrefix(op, "Get") {
				t.Errorf("%s %s", service, op)
			}
		}
	}
}

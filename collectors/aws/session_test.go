package aws

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors/aws/awstest"
	"github.com/envparity/envparity/collectors/collectortest"
	"github.com/envparity/envparity/snapshot"
)

func TestProfileRoleAndRegionAreAnEnvironmentsOwn(t *testing.T) {
	a := awstest.New(t)
	a.Answers["GetParametersByPath"] = awstest.Fixed(`{"Parameters":[{"Name":"/shop/prod/host","Type":"String","Value":"x","ARN":"arn:p"}]}`)
	a.Answers["AssumeRole"] = awstest.Query("AssumeRole", `<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>planted-role-key</SecretAccessKey>`+
		`<SessionToken>planted-session</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`)
	dir := t.TempDir()
	file := filepath.Join(dir, "credentials")
	profiles := "[staging]\naws_access_key_id = AKIDSTAGING\naws_secret_access_key = planted-staging-key\n[prod]\naws_access_key_id = AKIDPROD\naws_secret_access_key = planted-prod-key\n"
	if err := os.WriteFile(file, []byte(profiles), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", file)
	config := func(lines string) string {
		return "services = [\"ssm\"]\nendpoint = \"" + a.URL + "\"\nparameter_path = \"/shop/prod\"\n" + lines
	}
	for _, c := range []struct {
		lines string
		asked []string
	}{
		{`region = "eu-west-1"` + "\nprofile = \"staging\"", []string{"GetParametersByPath by AKIDSTAGING in eu-west-1"}},
		{`region = "us-east-1"` + "\nprofile = \"prod\"", []string{"GetParametersByPath by AKIDPROD in us-east-1"}},
		{
			`region = "eu-west-1"` + "\nprofile = \"prod\"\nrole_arn = \"arn:aws:iam::1:role/audit\"",
			[]string{"AssumeRole by AKIDPROD in eu-west-1", "GetParametersByPath by ASIAROLE in eu-west-1"},
		},
	} {
		before := len(a.Signers())
		r := collectortest.Collect(t.Context(), t, Type(), dir, config(c.lines))
		if r.Outcome.Status != snapshot.Complete || len(r.Resources) != 1 {
			t.Errorf("%s: %+v", c.lines, r.Outcome)
		}
		if asked := a.Signers()[before:]; !slices.Equal(asked, c.asked) {
			t.Errorf("%s: asked %q, want %q", c.lines, asked, c.asked)
		}
		if strings.Contains(collectortest.Bytes(t, r), "planted") {
			t.Errorf("%s: a credential is in what was collected", c.lines)
		}
	}
	r := collectortest.Collect(t.Context(), t, Type(), dir, config(`region = "eu-west-1"`+"\nprofile = \"nobody\""))
	if r.Outcome.Status != snapshot.Failed || !strings.Contains(r.Outcome.Error, "nobody") {
		t.Errorf("a profile that is not there: %+v", r.Outcome)
	}
}

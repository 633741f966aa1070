package aws

import (
	"maps"
	"slices"
	"testing"

	"github.com/envparity/envparity/collectors/aws/awstest"
	"github.com/envparity/envparity/collectors/collectortest"
)

// TestEveryServiceHasACheck: a service that can be read and not be checked would be reported as broken.
func TestEveryServiceHasACheck(t *testing.T) {
	account := awstest.New(t)
	account.Answers["GetCallerIdentity"] = awstest.Fixed(identityAnswer)
	services := slices.Sorted(maps.Keys(readers()))
	patterns := []string{`^ok identity: arn:aws:sts::111122223333:assumed-role/reader/ci$`, `^ok clock: `}
	for _, s := range services {
		patterns = append(patterns, `^ok rights: `+s+` in eu-west-1 answers$`)
	}
	collectortest.Says(t, collectortest.Check(t, Type(), t.TempDir(), account.Config(services...), nil), patterns...)
}

func TestACheckSaysWhatAnIdentityMayNotDo(t *testing.T) {
	account := awstest.New(t)
	account.Answers["GetCallerIdentity"] = awstest.Fixed(identityAnswer)
	account.Fault = func(op string, _ int) *awstest.Fault {
		if op == "ListSecrets" {
			return &awstest.Fault{Status: 400, Code: "AccessDeniedException"}
		}
		return nil
	}
	got := collectortest.Check(t, Type(), t.TempDir(), account.Config("sqs", "secretsmanager"), nil)
	collectortest.Says(t, got, `^ok rights: sqs`, `^failed rights: secretsmanager in eu-west-1: the identity may not call ListSecrets -> allow it, or leave this service out of services$`)
	if ops := account.Operations(); len(ops) != 3 {
		t.Errorf("a check asks once for each service and once for the identity, and sent %v", ops)
	}
}

func TestWithoutAnAcceptedIdentityNothingElseIsAsked(t *testing.T) {
	account := awstest.New(t)
	account.Fault = func(string, int) *awstest.Fault { return &awstest.Fault{Status: 403, Code: "InvalidClientTokenId"} }
	got := collectortest.Check(t, Type(), t.TempDir(), account.Config("sqs"), nil)
	collectortest.Says(t, got, `^failed identity: AWS does not say who this is: the credentials have expired or are not valid -> sign in again$`)
	if ops := account.Operations(); len(ops) != 1 {
		t.Errorf("sent %v", ops)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	got = collectortest.Check(t, Type(), t.TempDir(), account.Config("sqs"), nil)
	collectortest.Says(t, got, `^failed identity: no AWS credentials could be found: .* -> sign in \(`)
}

const identityAnswer = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
	`<Arn>arn:aws:sts::111122223333:assumed-role/reader/ci</Arn><UserId>AROAEXAMPLE:ci</UserId><Account>111122223333</Account>` +
	`</GetCallerIdentityResult></GetCallerIdentityResponse>`

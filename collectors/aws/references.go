package aws

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// referred returns a variable whose value a task takes from Secrets Manager or Parameter Store: its fingerprint if the config lists that service,
// else unknown. The reference itself is kept with the task definition.
func (s *session) referred(ctx context.Context, name, ref string) snapshot.Node {
	service := "ssm"
	if strings.Contains(ref, ":secretsmanager:") {
		service = "secretsmanager"
	}
	if !slices.Contains(s.settings.Services, service) {
		return snapshot.Node{Key: name, Kind: snapshot.Unknown, Text: "its value is in " + service + ", which services does not list"}
	}
	value, err := s.valueOf(ctx, service, ref)
	if err != nil {
		why := awsapi.Explain("variable "+name+", from "+service, err)
		s.out.problem(why)
		return snapshot.Node{Key: name, Kind: snapshot.Unknown, Text: why}
	}
	return s.in.Sealer.Seal(name, value, 0)
}

func (s *session) valueOf(ctx context.Context, service, ref string) (string, error) {
	if service == "ssm" {
		if i := strings.Index(ref, ":parameter/"); i >= 0 {
			ref = ref[i+len(":parameter"):]
		}
		out, err := ssm.NewFromConfig(s.cfg).GetParameter(ctx, &ssm.GetParameterInput{Name: awssdk.String(ref), WithDecryption: awssdk.Bool(true)})
		if err != nil {
			return "", err
		}
		return awssdk.ToString(out.Parameter.Value), nil
	}
	id, key, stage, version := reference(ref)
	in := &secretsmanager.GetSecretValueInput{SecretId: awssdk.String(id)}
	if stage != "" {
		in.VersionStage = awssdk.String(stage)
	}
	if version != "" {
		in.VersionId = awssdk.String(version)
	}
	out, err := secretsmanager.NewFromConfig(s.cfg).GetSecretValue(ctx, in)
	if err != nil {
		return "", err
	}
	if key == "" {
		return awssdk.ToString(out.SecretString), nil
	}
	var fields map[string]any
	if json.Unmarshal([]byte(awssdk.ToString(out.SecretString)), &fields) != nil {
		return "", errors.New("the secret is not the JSON object that the reference takes a key from")
	}
	value, ok := fields[key].(string)
	if !ok {
		return "", errors.New("the secret has no text under the key that the reference names")
	}
	return value, nil
}

// reference splits arn:aws:secretsmanager:region:account:secret:name[:key:stage:version], the form in task definitions.
func reference(ref string) (id, key, stage, version string) {
	part := strings.Split(ref, ":")
	for len(part) < 10 {
		part = append(part, "")
	}
	return strings.TrimRight(strings.Join(part[:7], ":"), ":"), part[7], part[8], part[9]
}

package aws

import (
	"context"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	smtypes "github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"github.com/envparity/envparity/collectors/awsapi"
	"github.com/envparity/envparity/snapshot"
)

// readParameters reads Parameter Store below parameter_path. It returns SecureStrings as fingerprints only.
func readParameters(ctx context.Context, s *session) error {
	path := s.settings.ParameterPath
	if path == "" {
		path = "/"
	}
	for page, err := range awsapi.Pages(ctx, ssm.NewFromConfig(s.cfg).GetParametersByPath, &ssm.GetParametersByPathInput{
		Path: awssdk.String(path), Recursive: awssdk.Bool(true), WithDecryption: awssdk.Bool(true),
	}, nextGetParametersByPath) {
		if err != nil {
			return err
		}
		for _, p := range page.Parameters {
			name := awssdk.ToString(p.Name)
			root := snapshot.Node{Kind: snapshot.Map, Children: []snapshot.Node{text("type", string(p.Type))}}
			value := awssdk.ToString(p.Value)
			switch p.Type {
			case ssmtypes.ParameterTypeSecureString:
				put(&root, s.in.Sealer.Seal("value", value, 0))
			case ssmtypes.ParameterTypeStringList:
				list := snapshot.Node{Key: "value", Kind: snapshot.List}
				for item := range strings.SplitSeq(value, ",") {
					list.Children = append(list.Children, text("", item))
				}
				put(&root, list)
			default:
				put(&root, text("value", value))
			}
			s.addNode(kindParameter, "/"+strings.TrimPrefix(strings.TrimPrefix(name, path), "/"), awssdk.ToString(p.ARN), snapshot.Configuration, root)
		}
	}
	return nil
}

// readSecrets reads Secrets Manager: settings and tags in the clear, values as fingerprints. A secret that can be listed but not read has an
// unknown value.
func readSecrets(ctx context.Context, s *session) error {
	client := secretsmanager.NewFromConfig(s.cfg)
	for page, err := range awsapi.Pages(ctx, client.ListSecrets, &secretsmanager.ListSecretsInput{}, nextListSecrets) {
		if err != nil {
			return err
		}
		for i := range page.SecretList {
			e := &page.SecretList[i]
			if name := awssdk.ToString(e.Name); s.wanted(name) {
				s.secret(ctx, client, name, e)
			}
		}
	}
	return nil
}

func (s *session) secret(ctx context.Context, client *secretsmanager.Client, name string, e *smtypes.SecretListEntry) {
	root, err := s.shaped(kindSecret, e)
	if err != nil {
		s.gap(err, name, kindSecret)
		return
	}
	v, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: e.ARN})
	switch {
	case err != nil:
		why := awsapi.Explain(kindSecret+" "+name+" in "+s.cfg.Region, err)
		put(&root, snapshot.Node{Key: "value", Kind: snapshot.Unknown, Text: why})
		s.out.problem(why)
	case v.SecretString != nil:
		put(&root, s.in.Sealer.Seal("value", *v.SecretString, 0))
	default:
		put(&root, s.in.Sealer.Seal("value", string(v.SecretBinary), 0))
	}
	s.addNode(kindSecret, name, awssdk.ToString(e.ARN), snapshot.Configuration, root)
}

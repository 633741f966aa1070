package awsapi

import (
	"context"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/envparity/envparity/collectors"
)

// SignIn checks that there are credentials and that AWS accepts them, and reports whose they are. It returns false if further checks are
// pointless.
func SignIn(ctx context.Context, cfg awssdk.Config, out *collectors.Checks) (ok bool) {
	if cfg.Region == "" {
		out.Fail("reach", "no AWS region is known", "set region in the collect block, or AWS_REGION, or a region in the profile")
		return false
	}
	if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
		// The error is about the last source, mostly the address of a machine's role. It explains nothing about the sources before it.
		out.Fail("identity", "no AWS credentials could be found: not in the environment, the shared files, or a role of this machine", "sign in (`aws sso login`), set AWS_PROFILE, or name a profile in the collect block")
		return false
	}
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		out.Fail("identity", Explain("AWS does not say who this is", err), "sign in again, and see that the network lets requests to AWS pass")
		return false
	}
	out.OK("identity", "%s", awssdk.ToString(who.Arn))
	return true
}

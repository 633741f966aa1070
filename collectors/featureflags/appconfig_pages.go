package featureflags

import (
	"github.com/aws/aws-sdk-go-v2/service/appconfig"
)

// Where the lists of AWS keep the token of the next page, see awsapi.Pages.

func nextListApplications(in *appconfig.ListApplicationsInput, page *appconfig.ListApplicationsOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

func nextListConfigurationProfiles(in *appconfig.ListConfigurationProfilesInput, page *appconfig.ListConfigurationProfilesOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

func nextListDeployments(in *appconfig.ListDeploymentsInput, page *appconfig.ListDeploymentsOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

func nextListEnvironments(in *appconfig.ListEnvironmentsInput, page *appconfig.ListEnvironmentsOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

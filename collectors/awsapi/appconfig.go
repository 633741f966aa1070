package awsapi

import "github.com/aws/aws-sdk-go-v2/service/appconfig"

// NextApplications is where ListApplications keeps the token of the next page, see Pages.
func NextApplications(in *appconfig.ListApplicationsInput, page *appconfig.ListApplicationsOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

// NextEnvironments is where ListEnvironments keeps the token of the next page.
func NextEnvironments(in *appconfig.ListEnvironmentsInput, page *appconfig.ListEnvironmentsOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

// NextProfiles is where ListConfigurationProfiles keeps the token of the next page.
func NextProfiles(in *appconfig.ListConfigurationProfilesInput, page *appconfig.ListConfigurationProfilesOutput) (**string, *string) {
	return &in.NextToken, page.NextToken
}

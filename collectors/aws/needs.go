package aws

import (
	"strings"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/collectors/awsapi"
)

// Needs implements collectors.Needer.
func (c *collector) Needs(string) []collectors.Need {
	s := awsapi.Settings{Regions: c.settings.Regions, Profile: c.settings.Profile, RoleARN: c.settings.RoleARN, Endpoint: c.settings.Endpoint}
	return s.Needs("AWS (" + strings.Join(c.settings.Services, ", ") + ")")
}

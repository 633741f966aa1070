package awsapi

import (
	"strings"

	"github.com/envparity/envparity/collectors"
)

// Needs returns what reading a service takes: requests to AWS with the credentials that AWS's own tools would use.
func (s Settings) Needs(what string) []collectors.Need {
	n := collectors.Need{Act: collectors.ActAsk, What: what, With: "your AWS credentials"}
	if len(s.Regions) > 0 {
		n.What += " in " + strings.Join(s.Regions, ", ")
	}
	if s.Endpoint != "" {
		n.What += " at " + s.Endpoint
	}
	if s.Profile != "" {
		n.With += " of the profile " + s.Profile
	}
	if s.RoleARN != "" {
		n.With += ", in the role " + s.RoleARN
	}
	return []collectors.Need{n}
}

package featureflags

import (
	"github.com/envparity/envparity/collectors"
)

// Needs implements collectors.Needer.
func (c *flagdFiles) Needs(dir string) []collectors.Need { return c.spec.Needs(dir) }

// Needs implements collectors.Needer.
func (c *ofrep) Needs(string) []collectors.Need { return service(c.base, c.tokenEnv) }

// Needs implements collectors.Needer.
func (c *unleash) Needs(string) []collectors.Need { return service(c.base, c.tokenEnv) }

// Needs implements collectors.Needer.
func (c *launchDarkly) Needs(string) []collectors.Need { return service(c.base, c.tokenEnv) }

// Needs implements collectors.Needer.
func (c *appConfig) Needs(string) []collectors.Need { return c.settings.Needs("AWS AppConfig") }

func service(base, tokenEnv string) []collectors.Need {
	return []collectors.Need{{Act: collectors.ActAsk, What: show(base), With: "the token in " + tokenEnv}}
}

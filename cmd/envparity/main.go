// Command envparity audits how faithfully the environments of one system match each other. It only reads them.
package main

import (
	"os"

	"github.com/envparity/envparity/cmd/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Exit)) }

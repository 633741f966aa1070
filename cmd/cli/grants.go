package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/collectors/database"
)

func (a *app) grantsCommand() *cobra.Command {
	var engine, name, output string
	cmd := &cobra.Command{
		Use:   "grants",
		Short: "Print the least database role that reading a schema takes",
		Long: `Print, as SQL to review and run, the least role that the database collector needs. It may see the structure of the
database, and not one row of a table.`,
		Example: "  envparity grants --engine postgres --database shop | psql shop",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			sql, err := database.Grants(engine, name)
			if err != nil {
				return err
			}
			return a.write(output, func(w io.Writer) error {
				_, err := io.WriteString(w, sql)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&engine, "engine", "postgres", "the `ENGINE`: "+strings.Join(database.Engines(), " or "))
	cmd.Flags().StringVar(&name, "database", "shop", "the `NAME` of the database")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to `FILE` instead of stdout")
	return cmd
}

package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/collectors/database"
)

func (a *app) grantsCommand() *cobra.Command {
	var engine, name, output string
	var statistics bool
	cmd := &cobra.Command{
		Use:   "grants",
		Short: "Print the least database role that reading a schema takes",
		Long: `Print, as SQL to review and run, the least role that the database collector needs. It may see the structure of the
database, and not one row of a table.

With --statistics, on PostgreSQL, it also prints the function that statistics = "helper" reads: the share of nulls, the number of distinct values and
the newest day of each column, rounded, from what the planner keeps. It shows no value of a row.`,
		Example: `  envparity grants --engine postgres --database shop | psql shop
  envparity grants --engine postgres --database shop --statistics`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			sql, err := database.Grants(engine, name)
			if err != nil {
				return err
			}
			if statistics {
				more, err := database.StatisticsGrants(engine)
				if err != nil {
					return err
				}
				sql += more
			}
			return a.write(output, func(w io.Writer) error {
				_, err := io.WriteString(w, sql)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&engine, "engine", "postgres", "the `ENGINE`: "+strings.Join(database.Engines(), " or "))
	cmd.Flags().StringVar(&name, "database", "shop", "the `NAME` of the database")
	cmd.Flags().BoolVar(&statistics, "statistics", false, "also print the optional function for statistics of columns (PostgreSQL)")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to `FILE` instead of stdout")
	return cmd
}

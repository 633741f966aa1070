package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/envparity/envparity/collectors/kubernetes"
)

func (a *app) rbacCommand() *cobra.Command {
	var namespaces []string
	var output string
	cmd := &cobra.Command{
		Use:   "rbac",
		Short: "Print the least Kubernetes permissions that reading a cluster takes",
		Long: `Print, as YAML to review and apply, the least that an identity needs for its cluster to be read: a ClusterRole, or with
--namespace a Role in each namespace. It allows get and list alone.`,
		Example: "  envparity rbac --namespace shop-staging | kubectl apply -f -",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return a.write(output, func(w io.Writer) error {
				_, err := io.WriteString(w, kubernetes.RBAC(namespaces))
				return err
			})
		},
	}
	cmd.Flags().StringSliceVarP(&namespaces, "namespace", "n", nil, "a `NAMESPACE` to read; may be given again (default: the whole cluster)")
	cmd.Flags().StringVarP(&output, "output", "o", "", "write to `FILE` instead of stdout")
	return cmd
}

package kubernetes

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/envparity/envparity/collectors"
	"github.com/envparity/envparity/snapshot"
)

// TestAListThatDoesNotEndOrDoesNotAddUpIsAnError asks a server whose lists are wrong.
func TestAListThatDoesNotEndOrDoesNotAddUpIsAnError(t *testing.T) {
	for _, c := range []struct {
		name  string
		pages map[string]string // metadata by the place in the list
		read  int
		want  string
	}{
		{"an end", map[string]string{"": `"continue":"1","remainingItemCount":1`, "1": ``}, 2, ""},
		{"one page again and again", map[string]string{"": `"continue":"1"`, "1": `"continue":"1"`}, 1, "read before"},
		{"two pages in turn", map[string]string{"": `"continue":"1"`, "1": `"continue":"2"`, "2": `"continue":"1"`}, 2, "read before"},
		{"more counted than listed", map[string]string{"": `"remainingItemCount":3`}, 1, "counts 3 more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				at := r.URL.Query().Get("continue")
				fmt.Fprintf(w, `{"kind":"ConfigMapList","apiVersion":"v1","metadata":{%s},"items":[{"metadata":{"name":"a%s","namespace":"n"}}]}`, c.pages[at], at)
			}))
			defer server.Close()
			dir := t.TempDir()
			config := "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: '" + server.URL + "'}}]\nusers: [{name: c, user: {}}]\ncontexts: [{name: c, context: {cluster: c, user: c}}]\n"
			if err := os.WriteFile(filepath.Join(dir, "kubeconfig"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			client, err := (&live{kubeconfig: "kubeconfig", context: "c"}).connect(t.Context(), collectors.Input{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			read := 0
			err = client.pages(t.Context(), kind{name: "ConfigMap", plural: "configmaps", version: "v1", namespaced: true}, "", "", func(page []snapshot.Node) { read += len(page) })
			if read != c.read || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%d objects, %v", read, err)
			}
		})
	}
}

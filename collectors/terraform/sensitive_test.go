package terraform

import (
	"strings"
	"testing"

	"github.com/envparity/envparity/snapshot"
)

func TestWhatASecretIsHandedOnToIsSealedToo(t *testing.T) {
	const secret = "planted-4711-secret"
	for name, value := range map[string]struct {
		attributes string
		sealed     bool
	}{
		"an attribute with the same text": {`{"input":"` + secret + `","output":"` + secret + `"}`, true},
		"one below a map":                 {`{"input":"` + secret + `","output":{"value":"` + secret + `"}}`, true},
		"another text":                    {`{"input":"` + secret + `","output":"shop.example"}`, false},
		"a short text that is the same":   {`{"input":"admin","output":"admin"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			state := `{"version":4,"serial":1,"lineage":"a","outputs":{},"resources":[{"mode":"managed","type":"terraform_data","name":"x","provider":"provider[\"terraform.io/builtin/terraform\"]","instances":[{"attributes":` +
				value.attributes + `,"sensitive_attributes":[[{"type":"get_attr","value":"input"}]]}]}]}`
			got := read(t, `state = "s.tfstate"`, map[string]string{"s.tfstate": state})
			if len(got.Resources) != 1 {
				t.Fatalf("%+v", got)
			}
			var texts []string
			sealed := true
			leaves(got.Resources[0].Tree().Child("output"), func(n *snapshot.Node) {
				texts = append(texts, n.Text)
				sealed = sealed && n.Kind == snapshot.Secret
			})
			if sealed != value.sealed || strings.Contains(strings.Join(texts, " "), secret) {
				t.Errorf("sealed %v: %v", sealed, texts)
			}
		})
	}
}

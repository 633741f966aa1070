package awsapi

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// TestCredentialsOfTheMachine signs in as a program on an instance or in a container does: the SDK asks an address of the machine, which no
// list of read-only operations names.
func TestCredentialsOfTheMachine(t *testing.T) {
	const credentials = `{"Code":"Success","AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"x","Token":"y","Expiration":"2099-01-01T00:00:00Z"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/latest/api/token":
			w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600")
			_, _ = w.Write([]byte("token"))
		case "/latest/meta-data/iam/security-credentials/":
			_, _ = w.Write([]byte("role"))
		case "/latest/meta-data/iam/security-credentials/role", "/task":
			_, _ = w.Write([]byte(credentials))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	for name, variables := range map[string]map[string]string{
		"an instance's role": {"AWS_EC2_METADATA_SERVICE_ENDPOINT": server.URL},
		"a container's role": {"AWS_CONTAINER_CREDENTIALS_FULL_URI": server.URL + "/task"},
	} {
		t.Run(name, func(t *testing.T) {
			nowhere := filepath.Join(t.TempDir(), "none")
			for _, v := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_EC2_METADATA_DISABLED"} {
				t.Setenv(v, "")
			}
			t.Setenv("AWS_CONFIG_FILE", nowhere)
			t.Setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere)
			for k, v := range variables {
				t.Setenv(k, v)
			}
			cfg, err := Load(t.Context(), Settings{Regions: []string{"eu-west-1"}}, Operations{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := cfg.Credentials.Retrieve(t.Context())
			if err != nil || got.AccessKeyID != "AKIDEXAMPLE" {
				t.Errorf("signed in as %q: %v", got.AccessKeyID, err)
			}
		})
	}
}

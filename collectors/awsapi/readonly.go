package awsapi

import (
	"context"
	"fmt"
	"slices"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// Operations lists operations by the service's id, as the SDK writes it: "Secrets Manager".
type Operations map[string][]string

// signingIn are the operations by which the SDK itself finds credentials.
func signingIn() Operations {
	return Operations{
		"STS":      {"GetCallerIdentity", "AssumeRole", "AssumeRoleWithWebIdentity"},
		"SSO":      {"GetRoleCredentials"},
		"SSO OIDC": {"CreateToken"},
		"Signin":   {"CreateOAuth2Token"},
	}
}

// RefusedError says that an operation outside the read-only list was asked for. It is a fault of envparity, never of its user.
type RefusedError struct{ Service, Operation string }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s %s is not on the list of read-only operations and was not sent", e.Service, e.Operation)
}

// ReadOnly refuses every operation that list does not name, and that is not needed to sign in. The refusal is the first of all steps, so
// that nothing of a refused call leaves the process.
func ReadOnly(list Operations) func(*middleware.Stack) error {
	login := signingIn()
	return func(stack *middleware.Stack) error {
		refuse := middleware.InitializeMiddlewareFunc("EnvparityReadOnly",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				service, operation := awsmiddleware.GetServiceID(ctx), awsmiddleware.GetOperationName(ctx)
				machine := service == "" && operation == "" // the SDK's clients for credentials of an instance or a container name neither; every service's do
				if !machine && !slices.Contains(list[service], operation) && !slices.Contains(login[service], operation) {
					return middleware.InitializeOutput{}, middleware.Metadata{}, &RefusedError{service, operation}
				}
				return next.HandleInitialize(ctx, in)
			})
		return stack.Initialize.Add(refuse, middleware.After)
	}
}

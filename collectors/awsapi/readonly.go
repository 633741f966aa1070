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

// signingIn returns the operations with which the SDK itself finds credentials.
func signingIn() Operations {
	return Operations{
		"STS":      {"GetCallerIdentity", "AssumeRole", "AssumeRoleWithWebIdentity"},
		"SSO":      {"GetRoleCredentials"},
		"SSO OIDC": {"CreateToken"},
		"Signin":   {"CreateOAuth2Token"},
	}
}

// RefusedError reports an attempt to send an operation outside the read-only list. It is a bug of envparity, never the user's fault.
type RefusedError struct{ Service, Operation string }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s %s is not on the list of read-only operations and was not sent", e.Service, e.Operation)
}

// ReadOnly refuses every operation that is not in list and that is not needed to sign in. It is the first step of a call, so that no part of a
// refused call leaves the process.
func ReadOnly(list Operations) func(*middleware.Stack) error {
	login := signingIn()
	return func(stack *middleware.Stack) error {
		refuse := middleware.InitializeMiddlewareFunc("EnvparityReadOnly",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				service, operation := awsmiddleware.GetServiceID(ctx), awsmiddleware.GetOperationName(ctx)
				machine := service == "" && operation == "" // only the SDK's clients for credentials of an instance or a container name neither
				if !machine && !slices.Contains(list[service], operation) && !slices.Contains(login[service], operation) {
					return middleware.InitializeOutput{}, middleware.Metadata{}, &RefusedError{service, operation}
				}
				return next.HandleInitialize(ctx, in)
			})
		return stack.Initialize.Add(refuse, middleware.After)
	}
}

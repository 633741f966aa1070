package awsapi

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/envparity/envparity/internal/httpguard"
)

// Explain turns an SDK error into a sentence with advice. what names the thing that was read, and its place. The service's own message is left
// out, because it can quote the request.
func Explain(what string, err error) string {
	var refused *RefusedError
	if errors.As(err, &refused) {
		return what + ": " + refused.Error()
	}
	var unsafe *httpguard.RefusedError
	if errors.As(err, &unsafe) {
		return what + ": " + unsafe.Error()
	}
	var endless *httpguard.PagesError
	if errors.As(err, &endless) {
		return what + ": " + endless.Error()
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return what + ": not finished in time"
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		op := ""
		var oe *smithy.OperationError
		if errors.As(err, &oe) {
			op = oe.OperationName
		}
		switch code := api.ErrorCode(); {
		case strings.Contains(code, "AccessDenied") || strings.Contains(code, "Unauthorized") || strings.Contains(code, "AuthorizationError"):
			return fmt.Sprintf("%s: the identity may not call %s; allow it, or leave this service out of services", what, op)
		case strings.Contains(code, "Expired") || code == "InvalidClientTokenId" || code == "UnrecognizedClientException":
			return what + ": the credentials have expired or are not valid; sign in again"
		case strings.Contains(code, "Throttl") || code == "TooManyRequestsException" || code == "SlowDown":
			return fmt.Sprintf("%s: still throttled after %d tries of %s; run again later or read fewer services at once", what, maxAttempts, op)
		default:
			return fmt.Sprintf("%s: %s answered %s", what, op, code)
		}
	}
	var oe *smithy.OperationError
	if errors.As(err, &oe) {
		return fmt.Sprintf("%s: %s got no answer that could be read; check the network, the region and the endpoint", what, oe.OperationName)
	}
	return what + ": " + err.Error()
}

package awsapi

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// answered refuses an answer without a body. A proxy may send one. The SDK would read it as an empty list, and unread resources would look
// missing. Only GetHostedConfigurationVersion may answer with empty content.
func answered(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("EnvparityAnswered",
		func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
			out, meta, err := next.HandleDeserialize(ctx, in)
			res, ok := out.RawResponse.(*smithyhttp.Response)
			if err != nil || !ok || res.StatusCode != 200 || awsmiddleware.GetOperationName(ctx) == "GetHostedConfigurationVersion" {
				return out, meta, err
			}
			body := bufio.NewReader(res.Body)
			if _, err := body.Peek(1); errors.Is(err, io.EOF) {
				return out, meta, fmt.Errorf("%s is answered with nothing", awsmiddleware.GetOperationName(ctx))
			}
			res.Body = struct {
				io.Reader
				io.Closer
			}{body, res.Body}
			return out, meta, nil
		}), middleware.After)
}

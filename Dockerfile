# syntax=docker/dockerfile:1
# The program alone, for CI and cron: no shell, no package manager, and not root. `make image` builds it.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG TARGETOS TARGETARCH
ARG VERSION=
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -tags kustomize_disable_go_plugin_support \
    -ldflags "-s -w -X github.com/envparity/envparity/cmd/cli.release=$VERSION" -o /out/envparity ./cmd/envparity

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/envparity /usr/local/bin/envparity
COPY LICENSE /LICENSE
# By number, so that a cluster sees that it is not root (runAsNonRoot).
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/envparity"]

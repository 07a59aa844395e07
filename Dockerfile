# The image of the command wechatgo. In a clone it is built from the source:
#
#   docker build -t wechatgo .
#
# A release puts the binaries of its archives into it instead, with --build-arg BINARY=released (.goreleaser.yaml).
ARG BINARY=built

FROM --platform=$BUILDPLATFORM golang:1.26.8-alpine@sha256:8ac98ca534ac3f51e1f420a1dd2c15e74c75cfa0f23f3ad27eb5d7236c349a0c AS built
WORKDIR /src
COPY go.mod go.sum ./
ARG GOPROXY
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH VERSION COMMIT DATE
ENV GOCACHE=/go/build
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/go/build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -o /wechatgo -ldflags "-s -w \
      -X github.com/wechatgo/wechatgo/internal/buildinfo.version=$VERSION \
      -X github.com/wechatgo/wechatgo/internal/buildinfo.commit=$COMMIT \
      -X github.com/wechatgo/wechatgo/internal/buildinfo.date=$DATE" ./cmd/wechatgo

FROM scratch AS released
ARG TARGETPLATFORM
COPY $TARGETPLATFORM/wechatgo /wechatgo

FROM $BINARY AS binary

# It has certificates and time zones, no shell, and the user nonroot (65532).
FROM gcr.io/distroless/static-debian12:nonroot@sha256:afa5c872c891853ca7fcf1f12c3edb23f7eeef36189728842dd51042ff57f7ab
COPY --from=binary /wechatgo /usr/local/bin/wechatgo
USER nonroot:nonroot
# There is no HEALTHCHECK: nothing in the image asks an HTTP server, and not every command of wechatgo is one.
ENTRYPOINT ["/usr/local/bin/wechatgo"]
CMD ["--help"]

# The image is the one binary and nothing else: no shell, no package manager, no root.
#   docker build --build-arg VERSION=$(git describe --tags --always) -t bazaar .
FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=dev TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /out/app/bazaar . \
 && mkdir -p /out/app/data /out/app/logs /out/backup /out/tmp /out/etc/ssl/certs \
 && cp /etc/ssl/certs/ca-certificates.crt /out/etc/ssl/certs/ \
 && echo 'bazaar:x:10001:10001::/app:/nonexistent' > /out/etc/passwd \
 && chown -R 10001:10001 /out/app/data /out/app/logs /out/backup && chmod 1777 /out/tmp

FROM scratch
COPY --from=build /out /
USER 10001:10001
WORKDIR /app
ENV PORT=8000 DATA_DIR=/app/data LOG_FILE=/app/logs/bazaar.log
EXPOSE 8000
VOLUME ["/app/data", "/app/logs"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 CMD ["/app/bazaar", "health"]
ENTRYPOINT ["/app/bazaar"]
CMD ["serve"]

# The image: a static program, certificates, and nothing else. No shell, and no git, which `--base` and `enrich --clone` need.
# Built in the folder that `.ci/release/image-context` makes of a release's archives.
FROM scratch
ARG TARGETARCH
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY passwd /etc/passwd
COPY --chown=65532:65532 --chmod=1777 tmp /tmp
COPY $TARGETARCH/portwright $TARGETARCH/LICENSE-APACHE $TARGETARCH/LICENSE-MIT /usr/local/bin/
ENV PATH=/usr/local/bin
LABEL org.opencontainers.image.source=https://github.com/portwright/portwright \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/portwright"]

# Build where a compiler is (hnswlib-node is built from source), run where nothing else is.
FROM node:24-bookworm AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY bin bin
COPY src src
COPY models models
COPY config config
COPY LICENSE NOTICE README.md ./
# Any command fills the folder of compiled code, which later starts read.
RUN mkdir /data && node bin/semblance.cjs schema > /dev/null

FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY --from=build --chown=nonroot:nonroot /app /app
COPY --from=build --chown=nonroot:nonroot /data /data
# Without the two of malloc glibc keeps what large bodies took: see deploy/README.md, Memory.
ENV NODE_ENV=production \
    MALLOC_MMAP_THRESHOLD_=1048576 \
    MALLOC_TRIM_THRESHOLD_=8388608 \
    SEMBLANCE_CONFIG=/app/config/semblance.yaml \
    SEMBLANCE_DATA_DIR=/data
VOLUME /data
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["/nodejs/bin/node", "-e", "fetch('http://127.0.0.1:' + (process.env.SEMBLANCE_PORT || 8080) + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The image's entrypoint is node. A small young heap is cleared in milliseconds: see deploy/README.md, Memory.
CMD ["--max-semi-space-size=16", "bin/semblance.cjs", "serve"]

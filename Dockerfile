# Crossdock without the demo's partners and without development packages.
#   docker build -t crossdock .
#   docker run -p 1880:1880 -v ./sites:/app/sites:ro -v crossdock-data:/data -e CROSSDOCK_SITE=sites/my-site.yaml crossdock
# The site file decides where it listens and writes: let it read ${CROSSDOCK_HOST} and ${CROSSDOCK_DATA}.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.ts

FROM node:24-bookworm-slim AS packages
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund \
  && npm cache clean --force

FROM node:24-bookworm-slim AS crossdock
LABEL org.opencontainers.image.title="Crossdock" \
  org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
  CROSSDOCK_HOST=0.0.0.0 \
  CROSSDOCK_PORT=1880 \
  CROSSDOCK_DATA=/data
WORKDIR /app
RUN install -d -o node -g node -m 700 /data
COPY --from=packages /app/node_modules node_modules
# For compiled code: the second start in a container is quicker and smaller.
RUN install -d -o node -g node node_modules/.cache
COPY package.json main.ts settings.ts ./
COPY bin bin
COPY cli cli
COPY canonical-schemas canonical-schemas
COPY --from=build /app/domain domain
COPY ledger ledger
COPY connect connect
COPY node-kit node-kit
COPY runtime runtime
COPY nodes nodes
COPY console console
COPY --from=build /app/dist dist
COPY flows flows
USER node
VOLUME /data
EXPOSE 1880
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CROSSDOCK_PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=8", "bin/crossdock.mjs"]
CMD ["start"]

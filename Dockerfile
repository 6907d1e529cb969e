# Images from one build: `platform`, which starts the app that its argument names, `agent-worker`, and `gateway`.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY frontend/package.json frontend/
COPY scripts scripts
RUN node -e "import('./scripts/setup.mjs').then((setup) => setup.ensureInstalled())"
COPY . .
RUN npm run build

FROM node:${NODE_VERSION}-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY frontend/package.json frontend/
RUN npm install --no-save --no-audit --no-fund --omit=dev --workspaces=false

FROM node:${NODE_VERSION}-bookworm-slim AS platform
ENV NODE_ENV=production AAAS_DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/dist dist
COPY examples examples
COPY deploy/start-service /usr/local/bin/start-service
RUN mkdir -p /data/blobs && chown -R node:node /data
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["start-service"]
CMD ["standalone"]

# Works on tasks of the agents that AAAS_AGENTS names, and of no others. Build yours FROM it to add what these agents need.
FROM platform AS agent-worker
ENV AAAS_ROLE=worker
CMD ["agents"]

FROM nginxinc/nginx-unprivileged:1.28-alpine AS gateway
ENV NGINX_ENTRYPOINT_LOCAL_RESOLVERS=1 \
    NGINX_ENVSUBST_OUTPUT_DIR=/etc/nginx \
    NGINX_ENVSUBST_FILTER="^(AAAS_|NGINX_LOCAL_RESOLVERS)" \
    AAAS_GATEWAY_USER="" \
    AAAS_GATEWAY_WORKERS=auto \
    AAAS_GATEWAY_TMP=/tmp \
    AAAS_GATEWAY_DIR=/etc/nginx/gateway \
    AAAS_GATEWAY_LOG=/dev/stdout \
    AAAS_GATEWAY_LISTEN=8080 \
    AAAS_GATEWAY_RATE=100 \
    AAAS_GATEWAY_BURST=400 \
    AAAS_GATEWAY_SIGN_IN_RATE=1 \
    AAAS_GATEWAY_SIGN_IN_BURST=20 \
    AAAS_GATEWAY_HEAVY_RATE=2 \
    AAAS_GATEWAY_HEAVY_BURST=20 \
    AAAS_GATEWAY_MAINTENANCE=/tmp/maintenance \
    AAAS_GATEWAY_TLS_LISTEN=8443 \
    AAAS_GATEWAY_TLS="" \
    AAAS_GATEWAY_REDIRECT="" \
    AAAS_GATEWAY_TRUSTED="" \
    AAAS_GATEWAY_ORIGINS="" \
    AAAS_WEB_ROOT=/usr/share/nginx/html \
    AAAS_DOCS_ROOT=/usr/share/nginx/docs \
    AAAS_UPSTREAM_AUTH="server auth:8080 resolve max_fails=1 fail_timeout=1s;" \
    AAAS_UPSTREAM_COMPANY="server company:8080 resolve max_fails=1 fail_timeout=1s;" \
    AAAS_UPSTREAM_AGENTS="server agents:8080 resolve max_fails=1 fail_timeout=1s;" \
    AAAS_UPSTREAM_AI="server ai:8080 resolve max_fails=1 fail_timeout=1s;" \
    AAAS_UPSTREAM_NOTIFICATIONS="server notifications:8080 resolve max_fails=1 fail_timeout=1s;"
COPY gateway/nginx.conf.template /etc/nginx/templates/nginx.conf.template
COPY gateway/*.conf gateway/mime.types /etc/nginx/gateway/
COPY --chmod=755 gateway/settings.envsh /docker-entrypoint.d/16-settings.envsh
COPY --from=build /app/dist/web /usr/share/nginx/html
COPY --from=build /app/dist/docs /usr/share/nginx/docs
EXPOSE 8080 8443
HEALTHCHECK --interval=10s --timeout=4s --retries=6 CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"]

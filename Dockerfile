# Cordon as a container: `docker buildx build --platform linux/amd64,linux/arm64 -t cordon .`
# The folder /app is what `npm run image` makes; tests/http/image.test.ts runs a server from it, read-only.
ARG NODE=24

FROM node:${NODE}-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm run image -- /image

FROM node:${NODE}-bookworm-slim
# Nothing is installed in a container that runs.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* \
 && install -d -o 65532 -g 65532 -m 0700 /data
COPY --from=build /image /app
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 CORDON_DATA_DIR=/data CORDON_DEMO=0
USER 65532:65532
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/supervise.mjs"]

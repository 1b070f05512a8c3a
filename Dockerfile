# The gateway in a small image: without build tools, sources and development packages, and not as root.
# npm ci takes package-lock.json with npm 10, which these images have; npm 11 wants the packages of all platforms in it.

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY build.js tsconfig.json vite.config.ts ./
COPY src ./src
RUN npm run build

FROM node:22-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
COPY --from=dependencies /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY package.json LICENSE /app/
# The home of the image's own user: the data of the embedded sandbox lies below it.
WORKDIR /home/node
USER node
RUN mkdir .amoql
VOLUME /home/node/.amoql
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/dist/cli.js", "serve"]

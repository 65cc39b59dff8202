# The base image has the Node that the project pins as a development dependency, so those can stay out.
FROM node:26-slim
# For pages that only a browser gets (PAPERBOY_BROWSER); without it those are left to the API.
RUN apt-get update && apt-get install --yes --no-install-recommends chromium && rm -rf /var/lib/apt/lists/*
ENV PAPERBOY_BROWSER=/usr/bin/chromium
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY bin ./bin
COPY src ./src
COPY jobs ./jobs
COPY demo ./demo
COPY drizzle ./drizzle
COPY docs/cookbook.md ./docs/cookbook.md
# The embedded warehouse, used where DATABASE_URL is not set: mount a volume to keep it.
ENV PAPERBOY_HOME=/data
RUN mkdir /data && chown node:node /data
USER node
ENTRYPOINT ["node", "src/cli.ts"]
CMD ["--help"]

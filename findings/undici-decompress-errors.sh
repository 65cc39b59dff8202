#!/usr/bin/env bash
# undici 8.12.4: interceptors.decompress() leaves the bodies of errors compressed.
#
# One would expect: with the interceptor, request() gives decompressed bodies, as fetch() does.
#
# What happens: answers with a status of 400 or more come as they are, with content-encoding and compressed bytes
# (skipErrorResponses is true unless told otherwise). Tests that only see status 200 do not meet it.
#
# Why it matters: a crawler looks into the body of a 429, 403 or 503 to tell a rate limit from a block or an outage, and
# keeps it. It finds none of the words there, and stores gzip as text.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 undici@8.12.4
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { Agent, fetch, interceptors, request } from 'undici'

const TEXT = 'We had to rate limit you'
const server = createServer(({ url }, answer) => {
  answer.writeHead(Number(url.slice(1)), { 'content-encoding': 'gzip', 'content-type': 'text/plain' })
  answer.end(gzipSync(TEXT))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const site = `http://127.0.0.1:${server.address().port}`

async function bodyOf(status, options) {
  const dispatcher = new Agent().compose(interceptors.decompress(options))
  const { body } = await request(`${site}/${status}`, { dispatcher })
  const bytes = Buffer.from(await body.arrayBuffer())
  await dispatcher.close()
  console.log(status, options ?? '', bytes[0] === 0x1f ? 'gzip' : bytes.toString())
  return bytes.toString()
}
assert.equal(await bodyOf(200), TEXT)
for (const status of [403, 429, 503]) {
  assert.notEqual(await bodyOf(status), TEXT)
  assert.equal(await bodyOf(status, { skipErrorResponses: false }), TEXT)
}
assert.equal(await (await fetch(`${site}/429`)).text(), TEXT)
server.close()
EOF

node --disable-warning=ExperimentalWarning check.js

#!/usr/bin/env bash
# @modelcontextprotocol/sdk 1.32.2 with zod 4.6.7: a server sends results that its own SDK's client refuses.
#
# One would expect: a tool's result that the server found valid by the tool's outputSchema is valid for a client.
#
# What happens: the server validates the result by zod, then sends it as it was before. What it tells clients is a JSON
# Schema of what zod would have made of it. The client checks by that, and throws, for:
# - a key that is not in the schema (zod strips it; the JSON Schema says additionalProperties: false)
# - a key with a default that is left out, a number that is coerced from a string
# - a pattern with the flag i, which JSON Schema has no word for and which is dropped without a word
# A result that zod finds wrong is told as an error by the server; these are only found by a client that checks.
#
# Why it matters: rows of a warehouse get new columns, and counts come from Postgres as strings. A tool that tells
# assistants about papers then works in the server's own tests and fails in some assistants.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 @modelcontextprotocol/sdk@1.32.2 zod@4.6.7
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import * as z from 'zod'

/** What a client gets of a tool: its result, or why the client refuses it. */
async function called(outputSchema, structuredContent) {
  assert.equal(z.object(outputSchema).safeParse(structuredContent).success, true)
  const server = new McpServer({ name: 'papers', version: '1' })
  server.registerTool('paper', { outputSchema }, async () => ({ content: [], structuredContent }))
  const client = new Client({ name: 'assistant', version: '1' })
  const [one, other] = InMemoryTransport.createLinkedPair()
  await Promise.all([server.connect(one), client.connect(other)])
  await client.listTools()
  const told = await client.callTool({ name: 'paper' }).then(
    (result) => result.structuredContent,
    (error) => error.message.replace(/^.*output schema: /, ''),
  )
  await client.close()
  console.log(JSON.stringify(structuredContent), '->', told)
  return told
}
assert.deepEqual(await called({ votes: z.number() }, { votes: 7 }), { votes: 7 })
assert.equal(
  await called({ votes: z.number() }, { votes: 7, stars: 1 }),
  'data must NOT have additional properties',
)
assert.equal(await called({ votes: z.number().default(0) }, {}), "data must have required property 'votes'")
assert.equal(await called({ votes: z.coerce.number() }, { votes: '7' }), 'data/votes must be number')
assert.equal(
  await called({ handle: z.string().regex(/^[a-z]+$/i) }, { handle: 'NVIDIA' }),
  'data/handle must match pattern "^[a-z]+$"',
)
EOF

node check.js

#!/usr/bin/env bash
# Hono 4.13.19, toSSG with ssgParams: parameters are put into the address as they are.
#
# One would expect: the page of each parameter is written, or the build fails.
#
# What happens, for the route /paper/:id and success: true each time:
# - hep-th/9901001 (an arXiv id of before 2007) is left out: its address matches no route. The live application answers
#   /paper/hep-th%2F9901001.
# - C# and "why?" are asked for as C and why: the page of something else is written under their names.
# Parameters that are encoded before they are given make files with %2F in their names, which a server that decodes the
# address does not find.
#
# Why it matters: ids and keywords of papers hold these characters, and a static site lacks pages without an error.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 hono@4.13.19
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { Hono } from 'hono'
import { ssgParams, toSSG } from 'hono/ssg'

async function written(ids) {
  const files = {}
  const app = new Hono().get('/paper/:id', ssgParams(ids.map((id) => ({ id }))), (c) =>
    c.html(`This is ${c.req.param('id')}`),
  )
  const { success } = await toSSG(
    app,
    { mkdir: async () => undefined, writeFile: async (path, content) => void (files[path] = content) },
    { dir: 'site' },
  )
  console.log(ids, success, files)
  assert.equal(success, true)
  const live = await app.request(`/paper/${encodeURIComponent(ids[0])}`)
  assert.equal(await live.text(), `This is ${ids[0]}`)
  return files
}
assert.deepEqual(await written(['2509.24002', 'hep-th/9901001']), {
  'site/paper/2509.24002.html': 'This is 2509.24002',
})
assert.deepEqual(await written(['hep-th/9901001']), {})
assert.deepEqual(await written(['C#', 'why?']), {
  'site/paper/C#.html': 'This is C',
  'site/paper/why?.html': 'This is why',
})
EOF

node check.js

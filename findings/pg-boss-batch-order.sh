#!/usr/bin/env bash
# pg-boss 12.38.0 (here on PGlite 0.5.14; PostgreSQL 15 does the same): a batch has its jobs in no order.
#
# One would expect: fetch(queue, { batchSize: 20 }) hands over twenty jobs in the order in which twenty calls of fetch
# would: by priority, then the oldest first.
#
# What happens: the right jobs are taken, but they come in any order (they are what an UPDATE returns). The job of the
# highest priority may be the last. One by one they come in order, so that the order is lost only when somebody raises
# batchSize to be faster.
#
# Why it matters: a worker that loads captures in the order of the batch writes older states over newer ones.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 pg-boss@12.38.0 @electric-sql/pglite@0.5.14
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { PGlite } from '@electric-sql/pglite'
import { fromPglite, PgBoss } from 'pg-boss'

const QUEUE = 'captures'
const COUNT = 20
const pglite = await PGlite.create()
const boss = new PgBoss({ db: fromPglite(pglite), supervise: false, schedule: false })
await boss.start()
await boss.createQueue(QUEUE)
const sent = Array.from({ length: COUNT }, (_, place) => place)
async function taken(batchSize) {
  // The last one sent is the most urgent.
  for (const place of sent) await boss.send(QUEUE, { place }, { priority: place === COUNT - 1 ? 1 : 0 })
  const places = []
  while (places.length < COUNT)
    places.push(...(await boss.fetch(QUEUE, { batchSize })).map(({ data }) => data.place))
  console.log(`batches of ${batchSize}:`, ...places)
  return places
}
const inOrder = [COUNT - 1, ...sent.slice(0, -1)]
assert.deepEqual(await taken(1), inOrder)
const batch = await taken(COUNT)
assert.notDeepEqual(batch, inOrder)
assert.deepEqual(batch.toSorted((a, b) => a - b), sent)
await boss.stop({ graceful: false })
await pglite.close()
EOF

node check.js

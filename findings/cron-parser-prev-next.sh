#!/usr/bin/env bash
# cron-parser 5.10.6: prev() and next() disagree about the days on which the clocks change.
#
# One would expect: walking back with prev() meets the same times as walking on with next().
#
# What happens, for "30 2 * * *" in Europe/Berlin:
# - 29 March 2026, where 02:30 does not exist: next() gives 03:30 for that day, prev() leaves the day out.
# - 25 October 2026, where 02:30 comes twice: next() gives it once, prev() gives it twice.
#
# Upstream: the autumn half is pull request 446 of harrisiirak/cron-parser, open in 2026-08; issue 378 is a case of the
# spring half.
#
# Why it matters: a scheduler asks next() for when to wake up, and prev() for what was missed in an outage. In a zone
# with summer time the second question loses a night in spring and repeats one in autumn.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 cron-parser@5.10.6
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { CronExpressionParser } from 'cron-parser'

/** Times between two instants, by walking on or by walking back. */
function between(from, to, step) {
  const times = CronExpressionParser.parse('30 2 * * *', {
    tz: 'Europe/Berlin',
    currentDate: step === 'next' ? from : to,
  })
  const found = []
  for (;;) {
    const time = times[step]().toISOString()
    if (time < from || time > to) return found.toSorted()
    found.push(time.slice(0, 16))
  }
}

const spring = ['2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z']
console.log('spring, next():', ...between(...spring, 'next'))
console.log('spring, prev():', ...between(...spring, 'prev'))
assert.deepEqual(between(...spring, 'next'), ['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30'])
assert.deepEqual(between(...spring, 'prev'), ['2026-03-28T01:30', '2026-03-30T00:30'])

const autumn = ['2026-10-24T00:00:00Z', '2026-10-27T00:00:00Z']
console.log('autumn, next():', ...between(...autumn, 'next'))
console.log('autumn, prev():', ...between(...autumn, 'prev'))
assert.deepEqual(between(...autumn, 'next'), ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'])
assert.deepEqual(between(...autumn, 'prev'), [
  '2026-10-24T00:30',
  '2026-10-25T00:30',
  '2026-10-25T01:30',
  '2026-10-26T01:30',
])
EOF

node check.js

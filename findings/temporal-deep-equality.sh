#!/usr/bin/env bash
# Temporal in Node 26.10.0 with node:assert, vitest 5.1.1 and csv-stringify 6.9.0.
#
# One would expect: assertions tell two dates apart, and a CSV writer writes a date as its text.
#
# What happens: a Temporal value is an object without properties of its own, and what does not know the type takes it for
# an empty one.
# - assert.deepStrictEqual and util.isDeepStrictEqual find any two PlainDates equal, also in maps and sets.
# - vitest: toEqual tells them apart, toMatchObject does not.
# - csv-stringify writes JSON into the cell, with quotes around it that are part of the value: """2026-06-03""".
#
# Upstream: issue 57891 of nodejs/node and 7991 of vitest, where toEqual was mended and toMatchObject was not.
#
# Why it matters: days and instants are the keys of an archive. A test that compares them this way passes for every
# value, and a column of days in an export is none for who reads it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 vitest@5.1.1 csv-stringify@6.9.0
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'csv-stringify/sync'

const [one, other] = ['2026-06-03', '1999-01-01'].map((day) => Temporal.PlainDate.from(day))
assert.equal(one.equals(other), false)
assert.equal(isDeepStrictEqual(one, other), true)
assert.deepStrictEqual({ day: one }, { day: other })
assert.deepStrictEqual(new Set([one]), new Set([other]))
// Dates of before are told apart.
assert.equal(isDeepStrictEqual(new Date(0), new Date(1)), false)
console.log(`node:assert: ${one} deeply equals ${other}`)

const csv = stringify([[one, Temporal.Instant.from('2026-06-03T12:00:00Z')]])
console.log(`csv-stringify: ${csv.trim()}`)
assert.equal(csv, '"""2026-06-03""","""2026-06-03T12:00:00Z"""\n')
EOF
cat >equality.test.js <<'EOF'
import { expect, test } from 'vitest'

const [one, other] = ['2026-06-03', '1999-01-01'].map((day) => Temporal.PlainDate.from(day))
test('toEqual tells two dates apart', () => expect({ day: one }).not.toEqual({ day: other }))
test('toMatchObject does not', () => expect({ day: one }).toMatchObject({ day: other }))
test('toMatchObject tells two Dates apart', () =>
  expect({ day: new Date(0) }).not.toMatchObject({ day: new Date(1) }))
EOF

node check.js
vitest run

#!/usr/bin/env bash
# DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1) reads one instant as three different ones, by the file that it lies in.
# With hyparquet-writer 0.17.0, parquet-wasm 0.8.0 and apache-arrow 21.2.0.
#
# One would expect: 2026-06-03T12:00:00Z is the same instant in a CSV, an NDJSON and a Parquet file of one data set.
#
# What happens:
# - CSV: the column becomes TIMESTAMP WITH TIME ZONE.
# - NDJSON: the same text becomes TIMESTAMP, in UTC, and no longer knows it.
# - Parquet, a column of JavaScript Dates with the type 'TIMESTAMP' of hyparquet-writer: the writer gives the older
#   "converted type" only, which by the Parquet format means an instant in UTC. Arrow (parquet-wasm) reads it so, DuckDB
#   as TIMESTAMP. With logical_type { isAdjustedToUTC: true } both read an instant.
# Where the session's time zone is not UTC (that of the machine is the default) a comparison with an instant, or a cast
# to one, is then off by the offset of the zone: two hours in Berlin.
#
# Why it matters: a data set in three formats is taken for the same thing three times.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 @duckdb/node-api@1.5.6-r.1 hyparquet-writer@0.17.0 parquet-wasm@0.8.0 apache-arrow@21.2.0
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { readParquet } from 'parquet-wasm'

const AT = '2026-06-03T12:00:00Z'
const data = [new Date(AT)]
writeFileSync('at.csv', `t\n${AT}\n`)
writeFileSync('at.ndjson', `{"t":"${AT}"}\n`)
writeFileSync(
  'at.parquet',
  Buffer.from(parquetWriteBuffer({ columnData: [{ name: 't', data, type: 'TIMESTAMP' }] })),
)
const schema = [
  { name: 'root', num_children: 1 },
  {
    name: 't',
    type: 'INT64',
    repetition_type: 'REQUIRED',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
]
writeFileSync(
  'logical.parquet',
  Buffer.from(parquetWriteBuffer({ columnData: [{ name: 't', data }], schema })),
)

const connection = await (await DuckDBInstance.create(':memory:')).connect()
await connection.run("set timezone = 'Europe/Berlin'")
async function asRead(file) {
  const rows = await connection.runAndReadAll(
    `select typeof(t) as type, epoch(t::timestamptz - timestamptz '${AT}') as off from '${file}'`,
  )
  const [row] = rows.getRowObjectsJson()
  console.log(file, row.type, `${row.off / 3600} hours off`)
  return row
}
assert.deepEqual(await asRead('at.csv'), { type: 'TIMESTAMP WITH TIME ZONE', off: 0 })
assert.deepEqual(await asRead('at.ndjson'), { type: 'TIMESTAMP', off: -7200 })
assert.deepEqual(await asRead('at.parquet'), { type: 'TIMESTAMP', off: -7200 })
assert.deepEqual(await asRead('logical.parquet'), { type: 'TIMESTAMP WITH TIME ZONE', off: 0 })

const arrow = tableFromIPC(readParquet(new Uint8Array(readFileSync('at.parquet'))).intoIPCStream())
console.log('at.parquet by Arrow:', String(arrow.schema.fields[0].type))
assert.equal(arrow.schema.fields[0].type.timezone, 'UTC')
EOF

node check.js

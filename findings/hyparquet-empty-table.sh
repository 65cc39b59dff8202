#!/usr/bin/env bash
# A Parquet file of a table without rows, written by hyparquet-writer 0.17.0, is read by DuckDB 1.5.6
# and refused by what stands on arrow-rs (here parquet-wasm 0.8.0).
#
# One would expect: a file is a Parquet file or it is none; and a table that is empty today is written like any other.
#
# What happens: without rows there is no row group, and the footer holds an empty list of them. Thrift's compact protocol
# writes a list as its length with the type of its elements, also when there are none; the writer takes the type from the
# first element and writes 0 where there is none. Most readers never look at the type of an empty list. arrow-rs does:
# "Expected list element type of Struct but got Byte". With a row in it both read the file.
#
# Why it matters: a nightly export that is checked with DuckDB breaks pipelines on Polars, DataFusion or delta-rs on the
# first day on which a table has no rows.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 hyparquet-writer@0.17.0 parquet-wasm@0.8.0 @duckdb/node-api@1.5.6-r.1
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { readParquet } from 'parquet-wasm'

const connection = await (await DuckDBInstance.create(':memory:')).connect()
for (const data of [[1, 2], []]) {
  const file = `${data.length}.parquet`
  writeFileSync(file, Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'x', data, type: 'INT32' }] })))
  const rows = (await connection.runAndReadAll(`select count(*)::int from '${file}'`)).getRowsJson()
  const byArrow = () => readParquet(new Uint8Array(readFileSync(file))).intoIPCStream().length > 0
  assert.deepEqual(rows, [[data.length]])
  if (data.length > 0) assert.equal(byArrow(), true)
  else assert.throws(byArrow, /Expected list element type of Struct but got Byte/)
  console.log(`${data.length} rows: DuckDB reads ${rows}, arrow-rs ${data.length > 0 ? 'too' : 'refuses the file'}`)
}
EOF

node check.js

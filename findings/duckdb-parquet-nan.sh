#!/usr/bin/env bash
# DuckDB 1.5.6 (@duckdb/node-api 1.5.6-r.1) loses NaN rows of a Parquet file that another program wrote
# (hyparquet-writer 0.17.0).
#
# One would expect: "where x > 2" finds the same rows in a Parquet file and in a table that was made from it.
#
# What happens: for DuckDB NaN is greater than all numbers, so that x > 2 holds for it. The Parquet format keeps NaN out
# of the minimum and maximum of a column. DuckDB takes those for the bounds of the file's values and skips the row group:
# no row. In the table, and in a file that DuckDB itself wrote from it, the row is found. So is it in the first file
# under max(), or where another row keeps the group from being skipped.
#
# Why it matters: quotients of counts (votes by day, shares) have NaN for 0/0, and such a filter counts fewer rows on the
# published file than in the warehouse, depending on which rows lie together.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 @duckdb/node-api@1.5.6-r.1 hyparquet-writer@0.17.0
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetWriteBuffer } from 'hyparquet-writer'

const write = (file, data) =>
  writeFileSync(file, Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'x', data, type: 'DOUBLE' }] })))
write('a.parquet', [NaN, 1.5])
write('b.parquet', [NaN, 1.5, 2.5])

const connection = await (await DuckDBInstance.create(':memory:')).connect()
async function value(sql) {
  const [[found]] = (await connection.runAndReadAll(sql)).getRowsJson()
  console.log(sql, '->', found)
  return found
}
await connection.run("create table a as from 'a.parquet'")
await connection.run("copy a to 'copy.parquet'")
assert.equal(await value("select count(*) from 'a.parquet' where x > 2"), '0')
assert.equal(await value('select count(*) from a where x > 2'), '1')
assert.equal(await value("select count(*) from 'copy.parquet' where x > 2"), '1')
assert.equal(await value("select max(x) from 'a.parquet'"), 'NaN')
assert.equal(await value("select count(*) from 'b.parquet' where x > 2"), '2')
EOF

node check.js

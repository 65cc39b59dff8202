#!/usr/bin/env bash
# warcio 2.4.11 (warcio.js): a response without HTTP header fields comes back without its body.
#
# One would expect: what WARCSerializer writes, WARCParser of the same package reads back. An answer may have a status
# line and no field: then an empty line follows the status line, and the body follows that (RFC 9112, section 2.1). The
# serializer writes it so.
#
# What happens: the parser drops the empty line and goes on with the body as header. Of "a: b" it makes a field, of
# other lines nothing, up to the first empty line (CRLF) of the body itself. What stands behind that is given out as the body;
# mostly that is nothing. No error and no warning. With one header field of any kind all is well.
#
# Why it matters: a program that keeps answers without their headers, or got none, loses the bodies when it reads its
# own archive, although the file is right and the digests in it are those of the whole content.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 warcio@2.4.11
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { WARCParser, WARCRecord, WARCSerializer } from 'warcio'

/** The header fields and the body of an answer that was written and read back. */
async function thereAndBack(body, httpHeaders) {
  const options = { type: 'response', url: 'https://example.org/', date: '2026-06-03T00:00:00Z', httpHeaders }
  const written = await WARCSerializer.serialize(WARCRecord.create(options, [new TextEncoder().encode(body)]))
  assert.ok(Buffer.from(written).includes(`\r\n\r\n${body}\r\n\r\n`), 'the file holds the whole body')
  const record = await WARCParser.parse([written])
  const read = Buffer.from(await record.readFully(false)).toString()
  console.log({ body, httpHeaders, read, fields: [...record.httpHeaders.headers] })
  return [Object.fromEntries(record.httpHeaders.headers), read]
}

const page = '<p>one</p>\r\n\r\n<p>two</p>\r\n'
assert.deepEqual(await thereAndBack(page, { 'x-any': '1' }), [{ 'x-any': '1' }, page])
assert.deepEqual(await thereAndBack(page, {}), [{}, '<p>two</p>\r\n'])
assert.deepEqual(await thereAndBack('{"votes":7}', {}), [{}, ''])
assert.deepEqual(await thereAndBack('set-cookie: 7', {}), [{ 'set-cookie': '7' }, ''])
EOF

node check.js

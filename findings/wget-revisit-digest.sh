#!/usr/bin/env bash
# wget 1.21.3 (Debian 12, 1.21.3-1+deb12u1): the block digest of its revisit records is that of nothing.
#
# One would expect: WARC-Block-Digest is the digest of the record's block (WARC 1.1, section 5.8), as it is in all other
# records that wget writes.
#
# What happens: with --warc-dedup an answer that was archived before becomes a revisit. Its block holds the HTTP header,
# and Content-Length counts that; but WARC-Block-Digest is sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ, the SHA-1 of no bytes.
#
# Why it matters: whoever checks an archive by its digests finds every revisit of every wget broken, and no other record.
# Two revisits with other headers also have one digest, so that a store by block digest takes them for the same.
set -euo pipefail

folder=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq wget=1.21.3-1+deb12u1
dpkg -x wget_*.deb debian
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0
PATH="$folder/node_modules/.bin:$PATH"

cat >serve.js <<'EOF'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'

const server = createServer((request, response) => response.end('<p>The same each time.</p>'))
server.listen(0, '127.0.0.1', () => writeFileSync('port', String(server.address().port)))
EOF
node serve.js &
server=$!
until test -s port; do sleep 0.1; done

fetch() {
  debian/usr/bin/wget --no-config --no-proxy --quiet --no-warc-compression --output-document=page \
    "$@" "http://127.0.0.1:$(cat port)/"
}
fetch --warc-cdx --warc-file=first
fetch --warc-dedup=first.cdx --warc-file=second

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A digest as WARC files have it: SHA-1 in Base32. */
function digestOf(bytes) {
  const bits = [...createHash('sha1').update(bytes).digest()].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return `sha1:${bits.match(/.{5}/g).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('')}`
}

/** The type, the length and the digests of each record: what it says, and what it should. */
function recordsOf(path) {
  const bytes = readFileSync(path)
  const records = []
  for (let at = 0; at < bytes.length; ) {
    const start = bytes.indexOf('\r\n\r\n', at) + 4
    const header = bytes.toString('latin1', at, start)
    const field = (name) => new RegExp(`^${name}: (.*)\r$`, 'm').exec(header)?.[1]
    const length = Number(field('Content-Length'))
    const block = digestOf(bytes.subarray(start, start + length))
    records.push({ type: field('WARC-Type'), length, says: field('WARC-Block-Digest'), block })
    at = start + length + 4
  }
  return records
}

const records = [...recordsOf('first.warc'), ...recordsOf('second.warc')]
console.table(records)
const [revisit, ...others] = records.filter(({ type }) => type === 'revisit')
assert.equal(others.length, 0)
assert.ok(revisit.length > 0)
assert.equal(revisit.says, digestOf(''))
assert.notEqual(revisit.says, revisit.block)
const response = records.find(({ type }) => type === 'response')
assert.equal(response.says, response.block)
for (const { type, says, block } of records) if (type !== 'revisit') assert.equal(says, block, type)
EOF

node check.js

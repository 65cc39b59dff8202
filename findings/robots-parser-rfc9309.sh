#!/usr/bin/env bash
# robots-parser 3.0.1 allows what RFC 9309 disallows.
#
# One would expect: the widely used parser groups lines as the RFC does.
#
# What happens:
# - A Sitemap or Crawl-delay line between two User-agent lines ends the group, so that the first of the two agents gets
#   no rules at all and may fetch everything. RFC 9309, 2.2.4: such records MUST NOT break a group.
# - /foo/bar/%62%61%7A in robots.txt does not match /foo/bar/baz, which is an example of the RFC's own table (2.2.2).
# - "Disallow: /" disallows /robots.txt itself, which 2.2.2 allows implicitly.
#
# Why it matters: a crawler that means to be polite fetches what it was asked not to, without any error.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 robots-parser@3.0.1
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import robotsParser from 'robots-parser'

const SITE = 'https://papers.example'
function isAllowed(lines, path) {
  const answer = robotsParser(`${SITE}/robots.txt`, lines.join('\n')).isAllowed(SITE + path, 'archiver')
  console.log(JSON.stringify(lines), path, answer ? 'allowed' : 'disallowed')
  return answer
}
const two = (between) => ['User-agent: archiver', ...between, 'User-agent: other', 'Disallow: /private']

// Without anything between, both agents share the rule.
assert.equal(isAllowed(two([]), '/private'), false)
assert.equal(isAllowed(two([`Sitemap: ${SITE}/sitemap.xml`]), '/private'), true)
assert.equal(isAllowed(two(['Crawl-delay: 5']), '/private'), true)

assert.equal(isAllowed(['User-agent: *', 'Disallow: /foo/bar/baz'], '/foo/bar/baz'), false)
assert.equal(isAllowed(['User-agent: *', 'Disallow: /foo/bar/%62%61%7A'], '/foo/bar/baz'), true)

assert.equal(isAllowed(['User-agent: *', 'Disallow: /'], '/robots.txt'), false)
EOF

node check.js

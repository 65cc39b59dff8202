#!/usr/bin/env bash
# @citation-js/core 0.7.21 with plugin-bibtex 0.7.21: BibTeX of a record loses letters, and its month is no month.
#
# One would expect: a title with a Chinese word comes out with it, or an error says that TeX has no command for it, and
# the date of 1 May 2026 gives a month that BibTeX styles know, such as `may`, with the day in a field of its own.
#
# What happens: "Reasoning 多 steps" becomes "Reasoning  steps", without a word; letters that TeX has commands for, such
# as "é", are kept as these. The date gives year = {2026} and month = {may 1}.
#
# Why it matters: a site of papers that offers citations gives away titles with holes, and nobody who tests in English
# or French sees it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund @citation-js/core@0.7.21 @citation-js/plugin-bibtex@0.7.21

cat >check.js <<'JS'
import assert from 'node:assert/strict'
import { Cite } from '@citation-js/core'
import '@citation-js/plugin-bibtex'

const bibtexOf = (title) =>
  new Cite({
    type: 'article',
    title,
    author: [{ family: 'Doe', given: 'Jane' }],
    issued: { 'date-parts': [[2026, 5, 1]] },
  }).format('bibtex')

const chinese = bibtexOf('Reasoning 多 steps')
console.log(chinese)
assert.match(chinese, /title = \{Reasoning {2}steps\}/)
assert.match(chinese, /month = \{may 1\}/)
const french = bibtexOf('Raisonné')
console.log(french)
assert.match(french, /title = \{Raisonn.*e.*\}/)
JS
node check.js
echo 'as described: letters without a TeX command are left out, and the month holds the day'

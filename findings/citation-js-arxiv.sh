#!/usr/bin/env bash
# Citation.js 0.8.2 (@citation-js/core, plugin-bibtex, plugin-csl) loses the arXiv id and cites somebody named "others".
#
# One would expect: a BibTeX entry as arXiv gives it is the same paper after it was read and written again.
#
# What happens:
# - eprint, archivePrefix and primaryClass are dropped, from BibTeX and from BibLaTeX output: without a url nothing says
#   any more which paper it is.
# - "and others", BibTeX's own word for a list that was cut, becomes an author with the name "others": it is printed as
#   one in APA, and written back as {others} in braces, which BibTeX no longer takes for its word.
#
# Why it matters: an archive of papers identifies them by their arXiv ids, and lists of 3,000 authors are cut.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 @citation-js/core@0.8.2 @citation-js/plugin-bibtex@0.8.2 @citation-js/plugin-csl@0.8.2
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { Cite } from '@citation-js/core'
import '@citation-js/plugin-bibtex'
import '@citation-js/plugin-csl'

const cite = new Cite(`@misc{doe2025,
  title = {A paper}, author = {Doe, Jane and others}, year = {2025},
  eprint = {2509.24002}, archivePrefix = {arXiv}, primaryClass = {cs.CL}
}`)
for (const format of ['bibtex', 'biblatex']) {
  const text = cite.format(format)
  console.log(text)
  assert.match(text, /author = \{Doe, Jane and \{others\}\}/)
  assert.doesNotMatch(text, /2509\.24002|arXiv|cs\.CL/i)
}
const apa = cite.format('bibliography', { format: 'text', template: 'apa' })
console.log(apa)
assert.match(apa, /^Doe, J\., & others\./)
assert.deepEqual(cite.data[0].author, [{ given: 'Jane', family: 'Doe' }, { family: 'others' }])
EOF

node check.js

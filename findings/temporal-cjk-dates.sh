#!/usr/bin/env bash
# Node 26.10.0 (V8 14.6, ICU 78.3): a Temporal date in Japanese or Chinese is written in numbers where a long one was
# asked for, by the same Intl.DateTimeFormat that writes the same day out when it is given as a number or a Date.
#
# One would expect: Intl.DateTimeFormat('ja', { dateStyle: 'long', timeZone: 'UTC' }) gives one text for one day.
#
# What happens: for a number it is "2026年6月3日", for a Temporal.PlainDate, Instant or ZonedDateTime "2026/6/3". So it
# is with { year: 'numeric', month: 'long', day: 'numeric' }, in zh too, and by toLocaleString. dateStyle 'full' is
# "2026/6/3水曜日" in Japanese and whole in Chinese. English, German, French and Korean are the same both ways. The
# polyfill (temporal-polyfill 1.0.8) does as Node does.
#
# Why it matters: a mail or page that moves from Date to Temporal loses its long dates in two languages, and nobody who
# tests in English sees it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund node@26.10.0 temporal-polyfill@1.0.8
PATH="$folder/node_modules/.bin:$PATH"

cat >check.js <<'EOF'
import assert from 'node:assert/strict'
import { Temporal as Polyfill } from 'temporal-polyfill'

const day = Temporal.PlainDate.from('2026-06-03')
const number = Date.UTC(2026, 5, 3)
const long = { dateStyle: 'long' }
const parts = { year: 'numeric', month: 'long', day: 'numeric' }
for (const language of ['ja', 'zh', 'ko', 'de', 'fr', 'en']) {
  const format = new Intl.DateTimeFormat(language, { ...long, timeZone: 'UTC' })
  const [byDate, byTemporal] = [format.format(number), format.format(day)]
  console.log(language, JSON.stringify({ byDate, byTemporal }))
  const isNumeric = ['ja', 'zh'].includes(language)
  assert.equal(byTemporal, isNumeric ? '2026/6/3' : byDate)
  for (const text of [
    day.toLocaleString(language, long),
    day.toLocaleString(language, parts),
    format.format(day.toZonedDateTime('UTC').toInstant()),
    Polyfill.PlainDate.from('2026-06-03').toLocaleString(language, long),
  ])
    assert.equal(text, byTemporal)
}
assert.equal(new Intl.DateTimeFormat('ja', { ...long, timeZone: 'UTC' }).format(number), '2026年6月3日')
assert.equal(day.toLocaleString('ja', { dateStyle: 'full' }), '2026/6/3水曜日')
assert.equal(day.toLocaleString('zh', { dateStyle: 'full' }), '2026年6月3日星期三')
EOF

node check.js

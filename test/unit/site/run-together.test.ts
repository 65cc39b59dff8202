import { expect, test } from 'vitest'
import { runTogether } from '../../support/run-together.ts'

test.each([
  ['<div>80<small>votes</small></div>', ['80|votes']],
  ['<p><span>Jane Doe</span><a href="/">NVIDIA</a></p>', ['Jane Doe|NVIDIA']],
  ['<p><a>code (3 stars)</a><span>3 June</span></p>', ['code (3 stars)|3 June']],
  ['<div>80 <small>votes</small></div>', []],
  ['<p><span>Jane Doe</span>\n<a href="/">NVIDIA</a></p>', []],
  ['<p>vers<ins>ion</ins></p><p>next</p>', []],
  ['<div>80</div><div>votes</div>', []],
  ['<p>a (<a>link</a>), b<br>c<svg><text>d</text></svg></p>', []],
])('%s', (html, together) => expect(runTogether(`<html><body>${html}</body></html>`)).toEqual(together))

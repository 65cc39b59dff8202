import { describe, expect, test } from 'vitest'
import { pageBlob } from '../../src/transform/page-blob.ts'

const page = (tag: string) =>
  Buffer.from(`<!doctype html><body><div class="a">x</div>${tag}<p>after</p></body>`)

describe('pageBlob', () => {
  test('reads the attribute to its end although > stands raw in it', () => {
    const tag = '<div data-target="DailyPapers" data-props="{&quot;a&quot;:&quot;1 > 0 &lt; 2&quot;}"></div>'
    expect(pageBlob(page(tag), 'DailyPapers')).toEqual({ props: { a: '1 > 0 < 2' } })
  })

  test('decodes entities exactly once', () => {
    const tag =
      '<div data-target="DailyPapers" data-props="{&quot;a&quot;:&quot;&amp;quot; &amp;lt; ü&quot;}"></div>'
    expect(pageBlob(page(tag), 'DailyPapers')).toEqual({ props: { a: '&quot; &lt; ü' } })
  })

  test('takes attributes in any order and quotes of either kind', () => {
    const tag = `<div data-props='{"a":"it&#39;s <b>"}' class="x" data-target='DailyPapers'></div>`
    expect(pageBlob(page(tag), 'DailyPapers')).toEqual({ props: { a: "it's <b>" } })
  })

  test.each([
    ['another component', '<div data-target="Other" data-props="{}"></div>', 'no component', 'gone'],
    ['a cut attribute', '<div data-target="DailyPapers" data-props="{&quot;a', 'is truncated', 'damaged'],
    ['cut JSON', '<div data-target="DailyPapers" data-props="{&quot;a"></div>', 'are not JSON', 'damaged'],
    ['a list', '<div data-target="DailyPapers" data-props="[]"></div>', 'are not an object', 'unknown'],
  ])('names the problem of a page with %s', (_, tag, problem, trouble) => {
    const html = Buffer.from(tag)
    expect(pageBlob(html, 'DailyPapers')).toMatchObject({
      problem: expect.stringContaining(problem),
      trouble,
    })
  })
})

import { array, assert, constantFrom, integer, oneof, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textTable } from '../../src/commands/terminal.ts'

describe('a table of rows', () => {
  test('shows control characters escaped, and ends lines where the value does', () => {
    expect(
      textTable(['a\tb'], [['tab\tand\u001B[31m red\u0000'], ['one\r\ntwo'], ['\u009Bx\u007F']], 80),
    ).toBe(
      [
        String.raw`a\tb`,
        '-------------------------',
        String.raw`tab\tand\x1b[31m red\x00`,
        String.raw`one\r`,
        'two',
        String.raw`\x9bx\x7f`,
        '',
      ]
        .join('\n')
        .replace(/-+/, '-'.repeat(String.raw`tab\tand\x1b[31m red\x00`.length)),
    )
  })

  test('prints any value in any width', () => {
    const cell = oneof(
      string({ unit: 'binary', maxLength: 40 }),
      string({ unit: 'grapheme', maxLength: 40 }),
      constantFrom('', '中文字符', '👩‍👩‍👧‍👦', '\t', '\n\n', 'a\u0301', '\u200B', '\u001B[0m'),
    )
    const rows = integer({ min: 1, max: 5 }).chain((columns) =>
      array(array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
    )
    assert(
      property(rows, integer({ min: 1, max: 120 }), ([header = [], ...rest], width) => {
        const printed = textTable(header, rest, width)
        // oxlint-disable-next-line no-control-regex -- these are what must not be there
        expect(printed).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
        expect(printed.split('\n').length).toBeGreaterThan(rest.length)
      }),
      { numRuns: 300 },
    )
  })
})

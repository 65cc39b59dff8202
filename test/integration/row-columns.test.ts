import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/base/sql.ts'
import { JsonText, rowColumns } from '../../src/load/warehouse/row-columns.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const TYPES = {
  number: 'integer',
  name: 'text',
  names: 'text[]',
  numbers: 'integer[]',
  facts: 'jsonb',
  is_open: 'boolean',
  at: 'timestamp(3) with time zone',
}
const NOTHING = { number: null, name: null, names: null, numbers: null, facts: null, is_open: null, at: null }

describe('rows by their columns', () => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await createWarehouse()
  })
  afterAll(async () => held.drop())

  const sent = async (rows: readonly Readonly<Record<string, unknown>>[]) => {
    const [row] = await held.warehouse.rows<{ all: unknown }>(
      sql`select json_agg(incoming) as all from ${rowColumns('incoming', TYPES, rows)}`,
    )
    return row?.all
  }

  test.each([
    ['nothing', NOTHING],
    ['an empty text alone', { ...NOTHING, name: '' }],
    ['empty lists', { ...NOTHING, names: [], numbers: [] }],
    ['a text with quotes, commas and braces', { ...NOTHING, name: '{"a", \\ NULL}' }],
    ['the characters that stand between texts', { ...NOTHING, name: 'a\u001Fb\u001Ec' }],
    ['the character that stands for null', { ...NOTHING, name: '\u001E' }],
    ['line breaks', { ...NOTHING, name: 'a\nb\r\tc', facts: { text: 'a\nb' } }],
    ['other writing', { ...NOTHING, name: 'é 漢字 \u{1F600}', names: ['ü', '\u{1F600}'] }],
    ['lists with nulls', { ...NOTHING, names: ['a', null, 'NULL', ''], numbers: [1, null, -2] }],
    ['values of each type', { ...NOTHING, number: -7, is_open: false, facts: [1, 'two', null] }],
  ])('%s comes back as it was, alone and among others', async (_what, row) => {
    expect(await sent([row])).toEqual([row])
    expect(await sent([NOTHING, row, { ...NOTHING, name: 'z' }])).toEqual([
      NOTHING,
      row,
      { ...NOTHING, name: 'z' },
    ])
  })

  test('JSON text goes in as it is', async () => {
    expect(await sent([{ ...NOTHING, facts: new JsonText('{"a":[1,"\\u001f"]}') }])).toEqual([
      { ...NOTHING, facts: { a: [1, '\u001F'] } },
    ])
  })

  test('instants keep their milliseconds', async () => {
    expect(await sent([{ ...NOTHING, at: '2026-01-02T03:04:05.678Z' }])).toEqual([
      { ...NOTHING, at: expect.stringContaining('2026-01-02T03:04:05.678') },
    ])
  })

  test.each([
    ['half of a character', 'a\uD800', /lone surrogate/],
    ['a NUL', 'a\u0000b', /0x00|null character/i],
  ])('%s is refused, and does not go in as another text', async (_what, name, why) => {
    await expect(sent([{ ...NOTHING, name }])).rejects.toThrow(why)
  })
})

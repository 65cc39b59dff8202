import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/base/errors.ts'
import { bindParameters } from '../../src/load/warehouse/bind-parameters.ts'

describe('parameters of a statement', () => {
  test.each([
    ['a name twice is one parameter', 'select :day, :n where day = :day', 'select $1, $2 where day = $1'],
    ['a cast', 'select :n::int, day::date', 'select $1::int, day::date'],
    ['a text', `select ':n', 'it''s :n', :n`, `select ':n', 'it''s :n', $1`],
    ['a text with escapes', String.raw`select E'\':n', :n`, String.raw`select E'\':n', $1`],
    ['a quoted name', 'select 1 as ":n", :n', 'select 1 as ":n", $1'],
    ['comments', 'select :n -- :n\n/* :n */', 'select $1 -- :n\n/* :n */'],
    ['dollar quotes', 'select $$ :n $$, $a$ $$:n $a$, :n', 'select $$ :n $$, $a$ $$:n $a$, $1'],
    ['a name that is not given', 'select a[1:m], :n', 'select a[1:m], $1'],
  ])('%s', (_what, statement, text) => {
    const given = { n: 1, ...(statement.includes(':day') ? { day: '2025-09-22' } : {}) }
    expect(bindParameters(statement, given).text).toBe(text)
  })

  test('places of the text are those of the statement', () => {
    const statement = 'select :a_long_name, :n, nothing'
    const { text, placeOf } = bindParameters(statement, { a_long_name: 1, n: 2 })
    expect(placeOf(text.indexOf('nothing'))).toBe(statement.indexOf('nothing'))
    expect(placeOf(3)).toBe(3)
  })

  test('values are in the notation of Postgres', () => {
    const parameters = {
      a: null,
      b: 12n,
      c: true,
      d: ['x"y', null, 'z'],
      e: [
        [1, 2],
        [3, 4],
      ],
      f: Temporal.PlainDate.from('2025-09-22'),
      g: new Date(0),
      h: { a: 1 },
      i: [Temporal.Instant.from('2025-09-22T10:00:00Z')],
    }
    const names = Object.keys(parameters)
    expect(bindParameters(names.map((name) => `:${name}`).join(), parameters).values).toEqual([
      null,
      '12',
      'true',
      String.raw`{"x\"y",NULL,"z"}`,
      '{{"1","2"},{"3","4"}}',
      '2025-09-22',
      '1970-01-01T00:00:00.000Z',
      '{"a":1}',
      '{"2025-09-22T10:00:00Z"}',
    ])
  })

  test('a value that the statement has no place for is refused', () => {
    expect(() => bindParameters("select ':day'", { day: 'x' })).toThrow(UsageError)
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeSelection } from '../../src/query/describe-selection.ts'
import { fixedPeriod, neighbour, placePeriod } from '../../src/query/period.ts'
import { ORDERS, pairsOf, type Selection, selectionOf } from '../../src/query/selection.ts'
import { parseSelection, parseSelectionWords, selectionText } from '../../src/query/selection-text.ts'

function selected(text: string): Selection {
  const parsed = parseSelection(text)
  if ('problem' in parsed) throw new Error(parsed.problem)
  return parsed.selection
}

function problem(text: string): string {
  const parsed = parseSelection(text)
  return 'problem' in parsed ? parsed.problem : `none: ${selectionText(parsed.selection)}`
}

describe('a selection', () => {
  test.each([
    ['', 'Papers of the newest day, in the order of the list'],
    ['day:2026-06-03', 'Papers of 2026-06-03, in the order of the list'],
    [
      'week:2026-W23 org:nvidia has:code top:5',
      'Papers of the week 2026-W23 by nvidia with code, most votes first, at most 5',
    ],
    [
      '"diffusion models" votes:10',
      'Papers about "diffusion models" with at least 10 votes, best match first, at most 20',
    ],
    ['trending', 'Papers, most momentum first, at most 20'],
    ['author:"Jane Doe"', 'Papers with the author Jane Doe, newest first, at most 20'],
    [
      'last-month keyword:RAG votes:1',
      'Papers of last month with the keyword rag with at least 1 vote, most votes first, at most 20',
    ],
    [
      'day:2026-06-03 at:2026-06-03T20:00:00Z',
      'Papers of 2026-06-03 as of 2026-06-03T20:00:00Z, in the order of the list',
    ],
  ])('"%s" is: %s', (text, sentence) => {
    expect(describeSelection(selected(text))).toBe(sentence)
  })

  test.each([
    [
      'day:2026-02-30',
      'day:2026-02-30: expected a date that exists, today, yesterday or -7, as in day:2026-06-03',
    ],
    ['week:2025-W53', 'week:2025-W53: expected a week that exists, as in week:2026-W23'],
    ['day:2026-06-03 week:2026-W23', 'day:2026-06-03 and week:2026-W23: expected one period'],
    ['today yesterday', 'today and yesterday: expected one period'],
    ['votes:many', 'votes:many: expected a whole number from 0 to 1000000'],
    ['top:0', 'top:0: expected a whole number from 1 to 1000'],
    ['order:age', 'order:age: expected one of rank, votes, momentum, match, newest'],
    ['order:match', 'order:match: expected words to search for with it'],
    [
      'week:2026-W23 order:rank',
      "order:rank: ranks are those of one day's list; expected a day with it, or order:votes",
    ],
    [
      'week:2026-W23 at:2026-06-03T20:00:00Z',
      'at:2026-06-03T20:00:00Z: expected a day with it (its list as of then), or order:momentum',
    ],
    ['at:yesterday', 'at:yesterday: expected an instant with its zone, as in at:2026-06-03T20:00:00Z'],
    ['org:', 'organization:: expected some text'],
    ['votes:1 votes:2', 'votes:2: votes was given twice, expected it once'],
  ])('"%s" is refused', (text, sentence) => {
    expect(problem(text)).toBe(sentence)
  })

  test('a name that is none says how to search for it', () => {
    expect(problem('re:invent')).toMatch(/^re:invent: expected one of day, .*'"re:invent"'$/)
    expect(selected('"re:invent"').words).toBe('"re:invent"')
  })

  test('a shell that takes the quotes away leaves a value whole', () => {
    expect(parseSelectionWords(['author:Jane Doe', 'top:3'])).toEqual(
      parseSelection('author:"Jane Doe" top:3'),
    )
    expect(parseSelectionWords(['week:2026-W23 top:3'])).toEqual(parseSelection('week:2026-W23 top:3'))
  })

  test('reads back what it writes, as text and as pairs', () => {
    const word = fc.constantFrom(
      'diffusion',
      'today',
      'trending',
      'a:b',
      '"two words"',
      '-"not this"',
      '-not',
      'or',
    )
    const text = fc.stringMatching(/^[\p{L}\d][\p{L}\d ._-]{0,20}$/u).map((each) => each.trim())
    const pairs = fc.record(
      {
        period: fc.constantFrom('all', 'newest', 'last-week'),
        order: fc.constantFrom(...ORDERS),
        q: fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' ')),
        organization: text,
        author: text,
        keyword: text,
        has: fc.constant('code'),
        votes: fc.nat(1000).map(String),
        top: fc.integer({ min: 1, max: 1000 }).map(String),
      },
      { requiredKeys: [] },
    )
    let read = 0
    fc.assert(
      fc.property(pairs, (given) => {
        const parsed = selectionOf(given)
        if ('problem' in parsed) return
        read++
        expect(selectionOf(pairsOf(parsed.selection))).toEqual(parsed)
        // Words that would be taken for something else come back in quotes.
        const once = parseSelection(selectionText(parsed.selection))
        if ('problem' in once) throw new Error(`${selectionText(parsed.selection)}: ${once.problem}`)
        expect({ ...once.selection, words: null }).toEqual({ ...parsed.selection, words: null })
        expect(parseSelection(selectionText(once.selection))).toEqual(once)
      }),
      { numRuns: 500 },
    )
    expect(read).toBeGreaterThan(100)
  })
})

describe('a period', () => {
  test('a week starts on Monday, also over the turn of a year', () => {
    expect(fixedPeriod('week', '2026-W01').days).toEqual({ first: '2025-12-29', last: '2026-01-04' })
    expect(fixedPeriod('week', '2026-W53').days).toEqual({ first: '2026-12-28', last: '2027-01-03' })
    expect(fixedPeriod('month', '2024-02').days).toEqual({ first: '2024-02-01', last: '2024-02-29' })
  })

  test('has neighbours of its own length', () => {
    expect(neighbour(fixedPeriod('week', '2026-W53'), 1)?.key).toBe('2027-W01')
    expect(neighbour(fixedPeriod('month', '2026-01'), -1)?.key).toBe('2025-12')
    expect(neighbour(fixedPeriod('day', '2024-03-01'), -1)?.key).toBe('2024-02-29')
  })

  test.each([
    ['newest', '2026-05-29'],
    ['today', '2026-06-01'],
    ['yesterday', '2026-05-31'],
    ['this-week', '2026-W23'],
    ['last-week', '2026-W22'],
    ['this-month', '2026-06'],
    ['last-month', '2026-05'],
    ['all', 'all'],
  ] as const)('%s on 2026-06-01 is %s', (kind, key) => {
    expect(placePeriod({ kind }, '2026-06-01', '2026-05-29').key).toBe(key)
  })
})

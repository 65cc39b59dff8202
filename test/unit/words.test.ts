import { describe, expect, test } from 'vitest'
import { isDay, isWeek } from '../../src/model/day.ts'
import { parseListing } from '../../src/model/listing.ts'
import { dayStateAfter, nextDueAfter } from '../../src/model/due.ts'
import { splitPaperId } from '../../src/transform/paper-id.ts'
import { repositoryName } from '../../src/transform/repository-name.ts'
import { oneLine, paragraphs, webAddress } from '../../src/transform/text.ts'

const at = (text: string) => Temporal.Instant.from(text)

describe('ids, links and text', () => {
  test.each([
    ['2503.02130v2', { id: '2503.02130', version: 2 }],
    ['2503.0213', { id: '2503.0213', version: null }],
    ['my-paper-v2', { id: 'my-paper-v2', version: null }],
  ])('%s is paper %o', (text, expected) => expect(splitPaperId(text)).toEqual(expected))

  test.each([
    ['https://github.com/simular-ai/Agent-S/', 'simular-ai/Agent-S'],
    ['https://github.com/inclusionAI/AWorld/tree/main/examples', 'inclusionAI/AWorld'],
    ['https://github.com/a/b.git', 'a/b'],
    ['https://github.com/only-an-owner', null],
    ['https://example.org/a/b', null],
    ['https://github.com/ owner/name', 'owner/name'],
    ['https://github.com/owner /name', 'owner/name'],
    ['https://github.com/owner/ name.git', 'owner/name'],
    ['github.com/owner/na me', 'owner/name'],
    ['https:// github.com/owner/name/tree/my branch', 'owner/name'],
    ['https://github.com/owner/name\u00A0', 'owner/name'],
    ['https://github.com/owner/name https://github.com/other/one', 'owner/name'],
    ['https://github.com/owner/name (in Python)', 'owner/name'],
    ['https://github.com/owner and more', null],
    ['coming soon', null],
  ])('the repository of %s is %s', (address, name) => expect(repositoryName(address)).toBe(name))

  test('titles are one line without invisible controls', () => {
    expect(oneLine('A\n  B\u0000\u202E c\uD800 ')).toBe('A B c\uFFFD')
  })

  test('abstracts keep their paragraphs only', () => {
    expect(paragraphs('one\ntwo\n\n three ')).toBe('one two\n\nthree')
  })

  test('only http and https are links', () => {
    expect([webAddress('javascript:alert(1)'), webAddress(' https://a.b/c ')]).toEqual([
      null,
      'https://a.b/c',
    ])
  })
})

describe('days and listings', () => {
  test('dates that do not exist are no days', () => {
    expect(['2024-02-29', '2026-02-29', '2026-02-30', '2026-2-3'].map((day) => isDay(day))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  test('week 53 exists only in long years', () => {
    expect([isWeek('2026-W53'), isWeek('2025-W53'), isWeek('2026-W00')]).toEqual([true, false, false])
  })

  test.each([
    ['day:2026-06-03', { listing: { kind: 'day', key: '2026-06-03' } }],
    ['trending', { listing: { kind: 'trending', key: 'now' } }],
    ['query:two words', { listing: { kind: 'query', key: 'two words' } }],
    ['day:2026-02-30', { problem: expect.stringContaining('is not a valid day') }],
    ['month', { problem: expect.stringContaining('has no key') }],
    ['year:2026', { problem: expect.stringContaining('is not a listing') }],
  ])('%s parses to %o', (name, expected) => expect(parseListing(name)).toEqual(expected))

  test('a list is open until two days after its date, then due at a slower pace', () => {
    expect(dayStateAfter('2026-06-03', at('2026-06-04T23:59:59Z'))).toBe('open')
    expect(dayStateAfter('2026-06-03', at('2026-06-05T00:00:00Z'))).toBe('complete')
    expect(nextDueAfter('2026-06-03', at('2026-06-03T12:00:00Z'), false)).toBe('2026-06-04T00:00:00.000Z')
    expect(nextDueAfter('2026-06-03', at('2026-06-10T12:00:00Z'), false)).toBe('2026-06-13T00:00:00.000Z')
    expect(nextDueAfter('2026-06-03', at('2026-07-04T00:00:00Z'), false)).toBeNull()
  })
})

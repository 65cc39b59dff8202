import { expect, test } from 'vitest'
import { fieldsAmong, readOutsideCount } from '../../src/transform/read-outside-count.ts'

const NOW = Temporal.Instant.from('2026-06-03T10:00:00Z')
const FIELDS = { paperId: 'id', observedAt: 'at', upvotes: 'votes' }
const read = (line: Readonly<Record<string, unknown>>) =>
  readOutsideCount({ id: '2503.02130', at: '2025-03-05', votes: 3, ...line }, FIELDS, NOW)

test.each([
  '2503.02130',
  ' 2503.02130v3 ',
  'arXiv:2503.02130v1',
  'https://arxiv.org/abs/2503.02130',
  'http://www.arxiv.org/pdf/2503.02130v2.pdf',
  'https://huggingface.co/papers/2503.02130?ref=daily#comments',
  'hf.co/papers/2503.02130/',
])('%s is the paper 2503.02130', (id) => {
  expect(read({ id })).toMatchObject({ count: { paperId: '2503.02130' } })
})

test.each(['1412.6980', '1501.00001', 'cs/0112017', 'hep-th/9901001v2'])('%s is an id, too', (id) => {
  expect(read({ id })).toHaveProperty('count')
})

test.each([
  [{ id: 2503.0213 }, /as text/],
  [{ id: '2503.0213' }, /was its last zero lost/],
  [{ id: "2503.02130'; drop table stored_papers" }, /expected a paper id/],
  [{ id: '' }, /expected a paper id/],
  [{ at: '2025-03-05T10:00:00' }, /with its zone/],
  [{ at: 1_741_168_800 }, /with its zone/],
  [{ at: '2025-02-30' }, /or a date/],
  [{ at: '2026-06-03T10:00:00.001Z' }, /in the future/],
  [{ at: '2019-12-31' }, /none before 2020-01-01/],
  [{ votes: 1.5 }, /votes is 1.5, expected a whole number/],
  [{ votes: -1 }, /expected a whole number/],
  [{ votes: '1e3' }, /expected a whole number/],
  [{ votes: '2147483648' }, /expected a whole number/],
  [{ votes: true }, /expected a whole number/],
  [{ votes: 'NaN' }, /none of the counts/],
])('%j is rejected with its value', (line, reason) => {
  expect(read(line)).toMatchObject({ reason: expect.stringMatching(reason) })
})

test.each([
  ['2025-03-05', '2025-03-05T00:00:00.000Z'],
  ['2025-03-05 10:00:00+00', '2025-03-05T10:00:00.000Z'],
  ['2025-03-05T12:00:00.123456+02:00', '2025-03-05T10:00:00.123Z'],
])('%s is %s', (at, observedAt) => {
  expect(read({ at })).toMatchObject({ count: { observedAt } })
})

test('0 is a count, and 12.0 is 12', () => {
  expect(read({ votes: '0' })).toMatchObject({ count: { upvotes: 0, comments: null } })
  expect(read({ votes: '12.0' })).toMatchObject({ count: { upvotes: 12 } })
})

test('the likelier of two names is taken', () => {
  expect(fieldsAmong(['id', 'PAPER_ID', 'date', 'observed_at', 'votes'])).toEqual({
    fields: { paperId: 'PAPER_ID', observedAt: 'observed_at', upvotes: 'votes' },
  })
})

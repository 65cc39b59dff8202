import type { FixedPeriod } from '../../query/period.ts'
import { pairsOf, type Selection } from '../../query/selection.ts'

/** Prefix of ids, independent of any address, so that they never change (RFC 4151). */
const TAG = 'tag:huggingface.co,2023-05-04:paperboy'

/**
 * Makes the id of a paper on a list: a paper listed again on a later day is new in that day's feed.
 *
 * @example entryId({ kind: 'day', key: '2026-06-03' }, '2606.00001')
 *   // 'tag:huggingface.co,2023-05-04:paperboy/day/2026-06-03/2606.00001'
 */
export function entryId({ kind, key }: Pick<FixedPeriod, 'kind' | 'key'>, paperId: string): string {
  const list = kind === 'all' ? kind : `${kind}/${key}`
  return `${TAG}/${list}/${encodeURIComponent(paperId.toWellFormed())}`
}

/** Makes the id of a selection's feed; that of `today` does not change with the date. */
export function feedId(selection: Selection): string {
  const pairs = new URLSearchParams(pairsOf(selection)).toString()
  return pairs === '' ? `${TAG}/feed` : `${TAG}/feed?${pairs}`
}

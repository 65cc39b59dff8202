import type { TextReading } from '../../model/reading.ts'
import { titleKey } from '../../model/title-key.ts'
import { enterAnswer } from '../ledger/ledger.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { matchUnidentified } from './match-unidentified.ts'
import { unidentifiedEntries } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import type { Executor } from '../warehouse/warehouse.ts'

/**
 * Loads a reading of a list that gives text and no ids, and matches its entries to the papers that are known.
 *
 * @returns rows inserted or updated, by table
 */
export async function loadText(
  tx: Executor,
  read: TextReading,
  lineage: Lineage,
  parserVersion: number,
): Promise<Readonly<Record<string, number>>> {
  const { kind, key } = read.listing
  const listings = await enterAnswer(tx, read.listing, lineage, {
    state: 'complete',
    reason: null,
    next_due_at: null,
    expected: read.unidentified.length,
    loaded: read.unidentified.length,
    era: read.era,
    parser_version: parserVersion,
  })
  const entries = await upsertChanged(tx, {
    table: unidentifiedEntries,
    key: ['kind', 'key', 'observed_at', 'position'],
    rows: read.unidentified.map((entry) => ({
      kind,
      key,
      position: entry.position,
      title: entry.title,
      title_key: titleKey(entry.title),
      abstract: entry.abstract,
      author_count: entry.authorCount,
      organization: entry.organization?.handle ?? null,
      organization_name: entry.organization?.name ?? null,
      published_on: entry.publishedOn,
      comments: entry.comments,
      links: entry.links,
      ...lineage,
    })),
  })
  return { listings, unidentified_entries: entries + (await matchUnidentified(tx)) }
}

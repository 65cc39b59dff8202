import { isoInstant } from '../../model/day.ts'
import type { StoredCapture } from '../../model/capture.ts'
import type { TextReading } from '../../model/reading.ts'
import { sourceName } from '../../model/sighting-order.ts'
import { titleKey } from '../../model/title-key.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import type { Executor } from '../warehouse/executor.ts'

/** A list that gives text and no ids, with the response that it stands in. */
export interface TextToLoad {
  readonly reading: TextReading
  readonly capture: StoredCapture
}

/**
 * Loads readings of lists that give text and no ids; their entries are matched to papers by `matchUnidentified`.
 *
 * @returns how many entries were inserted or updated
 */
export async function loadTexts(tx: Executor, texts: readonly TextToLoad[], runId: string): Promise<number> {
  return upsertChanged(tx, {
    table: 'unidentified_entries',
    key: ['kind', 'key', 'observed_at', 'source', 'position'],
    rows: texts.flatMap(({ reading, capture }) =>
      reading.unidentified.map((entry) => ({
        kind: reading.listing.kind,
        key: reading.listing.key,
        source: sourceName(capture.form, capture.sha256),
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
        observed_at: isoInstant(capture.fetchedAt),
        capture_id: capture.id,
        run_id: runId,
      })),
    ),
  })
}

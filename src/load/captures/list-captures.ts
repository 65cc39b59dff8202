import { sql } from '../../base/sql.ts'
import type { CaptureForm, Capture } from '../../model/capture.ts'
import type { ListingKind } from '../../model/listing.ts'
import { iso } from '../warehouse/sql-text.ts'
import type { Executor } from '../warehouse/executor.ts'
import { type CaptureFilter, matches } from './capture-store.ts'

/** A stored response without its body. Instants are ISO 8601 in UTC with milliseconds, ids are text. */
export interface CaptureRow extends Record<string, unknown> {
  readonly id: string
  readonly kind: ListingKind
  readonly key: string
  readonly form: CaptureForm
  readonly fetched_at: string
  readonly fetched_with: Capture['fetchedWith']
  readonly status: number
  /** Length of the body. */
  readonly bytes: number
  /** How it was read, and by which era's parser; null while it could not be. */
  readonly reader: string | null
  readonly era: string | null
  readonly loaded: boolean
  readonly url: string
  readonly final_url: string
  readonly headers: Readonly<Record<string, string>>
  readonly sha256: string
  readonly run_id: string
}

const COLUMNS = sql`c.id::text as id, c.kind, c.key, c.form, 
  ${iso('c.fetched_at')} as fetched_at,
  c.fetched_with, c.status, b.bytes, c.reader, c.era, c.loaded, c.url, c.final_url, c.headers, c.sha256,
  c.run_id::text as run_id`

/** The stored responses that a filter names, in the order in which they were fetched. */
export async function listCaptures(executor: Executor, filter: CaptureFilter): Promise<CaptureRow[]> {
  return executor.rows<CaptureRow>(sql`
    select ${COLUMNS} from captures c join capture_bodies b using (sha256)
    where ${matches(filter)} order by c.fetched_at, c.id`)
}

/** Some stored responses by their numbers; those that are not there are left out. */
export async function capturesById(executor: Executor, ids: readonly string[]): Promise<CaptureRow[]> {
  return executor.rows<CaptureRow>(sql`
    select ${COLUMNS} from captures c join capture_bodies b using (sha256)
    where c.id = any(${`{${ids.join(',')}}`}::bigint[]) order by c.id`)
}

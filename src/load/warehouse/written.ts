import { WritesLost } from '../../base/errors.ts'
import type { StoredCapture } from '../../model/capture.ts'
import { type Listing, listingName } from '../../model/listing.ts'
import { processIdentity } from '../../base/process-identity.ts'
import type { Executor } from './executor.ts'

/** A failover loses only the last writes: older ones need not be remembered. */
const MOST_REMEMBERED = 2_000

/** Maximum number of listings in a message. */
const NAMED = 10

interface Remembered {
  readonly id: string
  readonly sha256: string
  readonly kind: Listing['kind']
  readonly key: string
  readonly loaded: boolean
}

/**
 * Confirmed writes of this process's runs. A standby that takes over may lag: then it lacks the last of them,
 * and assigns the same ids to other rows. So the rows are compared, and not their ids alone.
 */
export class Written {
  readonly #runs = new Map<string, Map<string, Remembered>>()

  /** True while a run of this process is running. */
  get isWatching(): boolean {
    return this.#runs.size > 0
  }

  /** A run's row is written. */
  start(runId: string): void {
    this.#runs.set(runId, new Map())
  }

  /** A run's responses are stored; or loaded, too. Runs that did not start here are not remembered. */
  note(runId: string, captures: readonly StoredCapture[], loaded: boolean): void {
    const rows = this.#runs.get(runId)
    if (!rows) return
    for (const { id, sha256, listing } of captures) {
      rows.delete(id)
      rows.set(id, { id, sha256, kind: listing.kind, key: listing.key, loaded })
      const [oldest] = rows.keys()
      if (rows.size > MOST_REMEMBERED && oldest !== undefined) rows.delete(oldest)
    }
  }

  /** Forgets the writes of a run. */
  end(runId: string): void {
    this.#runs.delete(runId)
  }

  /**
   * Checks that all writes are there.
   *
   * @throws {WritesLost} that names the missing ones
   */
  async check(on: Executor): Promise<void> {
    if (!this.isWatching) return
    // Commands that only read do without, and loading it takes long.
    const [{ sql }, { jsonParameter }] = await Promise.all([
      import('../../base/sql.ts'),
      import('./warehouse.ts'),
    ])
    for (const [runId, captures] of this.#runs) {
      const rows = [...captures.values()]
      const [found] = await on.rows<{ run: boolean; lost: readonly Listing[] }>(sql`
        select exists (select from runs where id = ${runId}::bigint and process = ${processIdentity()}) as run,
          (select coalesce(json_agg(json_build_object('kind', w.kind, 'key', w.key)), '[]')
            from jsonb_to_recordset(${jsonParameter(rows)}) as w(id bigint, sha256 text, kind text, key text, loaded boolean)
            where not exists (select from captures c where c.id = w.id and c.sha256 = w.sha256 and c.kind = w.kind
              and c.key = w.key and (c.loaded or not w.loaded))) as lost`)
      if (!found || (found.run && found.lost.length === 0)) continue
      throw new WritesLost(lostText(runId, found.lost, rows.length), { hasRun: found.run })
    }
  }
}

function lostText(runId: string, lost: readonly Listing[], all: number): string {
  const names = [...new Set(lost.map((each) => listingName(each)))].toSorted()
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  const what =
    lost.length === 0
      ? `run ${runId} itself`
      : `${lost.length} of ${all} responses that run ${runId} wrote: ${names.slice(0, NAMED).join(', ')}${more}`
  return (
    `the warehouse lacks ${what}; its server was replaced by one that had not received them. ` +
    'Existing rows are intact: run the same command again, and the missing ones are fetched again'
  )
}

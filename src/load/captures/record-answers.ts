import { type SQL, sql } from '../../base/sql.ts'
import type { Drift } from '../../model/records.ts'
import { jsonParameter } from '../warehouse/warehouse.ts'
import type { Executor } from '../warehouse/executor.ts'

/** What a stored response turned out to be. */
export interface RecordedAnswer {
  readonly captureId: string
  readonly outcome: string
  readonly reason: string | null
  readonly found: string | null
  readonly retryAt: string | null
  /** How and by which era's parser it was read; null where it could not be. */
  readonly reader: string | null
  readonly era: string | null
  readonly parserVersion: number
  /** Fencing token of the lease under which it was fetched; null for none. */
  readonly token: string | null
  readonly drift: readonly Drift[]
}

/** A response that was loaded for the first time, or reads otherwise than before. */
export interface ChangedAnswer {
  readonly captureId: string
  /** True when an earlier load read it. */
  readonly again: boolean
  readonly driftBefore: readonly Drift[]
}

/** How some answers stand to what is noted on their responses. */
export interface Recorded {
  readonly changed: readonly ChangedAnswer[]
  /** Numbers of the responses that a newer parser has read: nothing is to be noted on them. */
  readonly readByNewer: ReadonlySet<string>
}

/** Which of some answers are not noted on their responses as they are. Nothing is written. */
export async function changedAnswers(tx: Executor, answers: readonly RecordedAnswer[]): Promise<Recorded> {
  const found = await tx.rows<{
    id: string
    again: boolean
    newer: boolean
    drift: readonly Drift[] | null
  }>(sql`
    select c.id::text as id, c.loaded as again, c.loaded and c.parser_version > t."parserVersion" is true as newer, c.drift
    from captures c join ${told(answers)} on t."captureId" = c.id
    where (c.loaded, c.outcome, c.reason, c.found, c.retry_at, c.parser_version, c.drift)
        is distinct from (true, t.outcome, t.reason, t.found, t."retryAt", t."parserVersion", nullif(t.drift, 'null'))
      or (c.reader, c.era) is distinct from (t.reader, t.era)
      or c.token is null and t.token is not null`)
  return {
    changed: found
      .filter(({ newer }) => !newer)
      .map(({ id, again, drift }) => ({ captureId: id, again, driftBefore: drift ?? [] })),
    readByNewer: new Set(found.filter(({ newer }) => newer).map(({ id }) => id)),
  }
}

/** Notes on stored responses what they are, and that what they say is in the tables. */
export async function recordAnswers(tx: Executor, answers: readonly RecordedAnswer[]): Promise<void> {
  if (answers.length === 0) return
  await tx.rows(sql`
    update captures c set loaded = true, outcome = t.outcome, reason = t.reason, found = t.found,
      retry_at = t."retryAt", reader = t.reader, era = t.era,
      parser_version = t."parserVersion", token = coalesce(c.token, t.token), drift = nullif(t.drift, 'null')
    from ${told(answers)} where c.id = t."captureId"`)
}

function told(answers: readonly RecordedAnswer[]): SQL {
  const rows = answers.map(({ drift, ...answer }) => ({
    ...answer,
    drift: drift.length === 0 ? null : drift,
  }))
  return sql`jsonb_to_recordset(${jsonParameter(rows)}) as t("captureId" bigint, outcome text, reason text,
    found text, "retryAt" timestamptz, reader text, era text, "parserVersion" int, token bigint, drift jsonb)`
}

import { plural } from '../../../model/plural.ts'
import { sql } from '../../../base/sql.ts'
import { countLeftBehind } from '../../../load/captures/capture-store.ts'
import type { Executor } from '../../../load/warehouse/executor.ts'
import { type Finding, warning, well } from '../../../base/finding.ts'

/** Lists named in the finding; the others are only counted. */
const LISTS_NAMED = 3

/** Checks for entries in quarantine and for responses that no run has loaded. */
export async function checkRecords(executor: Executor): Promise<Finding[]> {
  const lists = await executor.rows<{ listing: string; entries: number }>(sql`
    select case when kind = 'trending' then kind else kind || ':' || key end as listing, count(*)::int as entries
    from quarantine where resolved_at is null group by kind, key order by max(observed_at) desc, 1`)
  const entries = lists.reduce((sum, each) => sum + each.entries, 0)
  const leftBehind = await countLeftBehind(executor)
  const findings: Finding[] = []
  if (entries > 0) {
    const named = lists.slice(0, LISTS_NAMED).map(({ listing }) => listing)
    const others = lists.length - LISTS_NAMED
    const more = others > 0 ? ` and ${others} more ${others === 1 ? 'list' : 'lists'}` : ''
    findings.push(
      warning(
        'quarantine',
        `${plural(entries, 'entry', 'entries')} of ${named.join(', ')}${more}`,
        'npx paperboy quarantine',
      ),
    )
  }
  if (leftBehind > 0) {
    findings.push(
      warning(
        'responses',
        `${leftBehind} stored ${leftBehind === 1 ? 'response was' : 'responses were'} not loaded by the run that fetched ${leftBehind === 1 ? 'it' : 'them'}`,
        'npx paperboy nightly, which loads what is stored first',
      ),
    )
  }
  return findings.length > 0 ? findings : [well('records', 'nothing in quarantine, nothing left to load')]
}

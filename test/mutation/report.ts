/*
 * Deletes, renames and retypes each key of real captures in turn (of the replica's pages where there are none), and
 * prints what became of the page: loaded correctly, recorded as drift, put in quarantine, or named as a changed
 * layout. Ends with 1 when any value was wrong without a trace. npm run mutate
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { textTable } from '../../src/commands/terminal.ts'
import { pageBlob } from '../../src/transform/page-blob.ts'
import { HAS_CAPTURES, savedDays } from '../support/captures.ts'
import { type Fate, type MutationResult, mutateEntries, type Specimen } from './mutate-entries.ts'
import { replicaSpecimens } from './replica-specimens.ts'

const WANTED = [
  '2026-05-08@20260511',
  '2024-08-01@20240811',
  '2026-08-14@20260814T1600',
  '2024-07-24@20240724',
]

function realSpecimens(): Specimen[] {
  return savedDays(['html', 'api-date'])
    .filter(({ path }) => WANTED.some((name) => path.includes(name)))
    .map(({ path, listing, capturedAt }) => {
      const body = gunzipSync(readFileSync(path))
      const form = path.includes('.json') ? 'api' : 'page'
      if (form === 'api')
        return { listing, capturedAt, form, json: JSON.parse(body.toString('utf8')) as unknown }
      const blob = pageBlob(body, 'DailyPapers')
      if (!('props' in blob)) throw new Error(blob.problem)
      return { listing, capturedAt, form, json: blob.props }
    })
}

const specimens = HAS_CAPTURES ? realSpecimens() : await replicaSpecimens()
const results: MutationResult[] = specimens.flatMap((specimen) => mutateEntries(specimen))
const rows = new Map<string, Set<Fate>>()
for (const { path, mutation, fate } of results) {
  const key = `${path.replaceAll('.0.', '.*.')}\t${mutation}`
  rows.set(key, (rows.get(key) ?? new Set()).add(fate))
}
console.log(
  textTable(
    ['key', 'mutation', 'what became of it'],
    [...rows].map(([key, fates]) => key.split('\t').concat([...fates].join(', '))),
    120,
  ),
)
const counts = Map.groupBy(results, ({ fate }) => fate)
console.log(
  `${results.length} mutations of ${specimens.length} lists${HAS_CAPTURES ? '' : ' of the replica (no ../shared/captures here)'}: ${[...counts].map(([fate, all]) => `${all.length} ${fate}`).join(', ')}`,
)
process.exitCode = counts.has('WRONG') ? 1 : 0

import { Command } from 'commander'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JobContext } from '../../jobs/run/job-context.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { backfill } from '../../jobs/collect/backfill.ts'
import { startReplica } from '../../demo/replica.ts'
import { migrate } from '../load/warehouse/migrate.ts'
import { openEmbedded } from '../load/warehouse/open-embedded.ts'
import type { Warehouse } from '../load/warehouse/warehouse.ts'
import { asFileTrouble } from '../base/trouble.ts'
import { createLogger } from '../base/logger.ts'
import { FEATURES } from '../features.ts'
import { UsageError } from '../base/errors.ts'
import { flushTelemetry } from '../base/telemetry.ts'
import type { App, CommonFlags } from './command.ts'
import { createProgress } from './progress.ts'
import { resultTable } from './terminal.ts'

/** Week of the replica, and the two nights on which it is crawled. */
const WEEK = { from: '2025-09-22', to: '2025-09-26' } as const
const FIRST_NIGHT = '2025-09-26T15:00:00Z'
const SECOND_NIGHT = '2025-09-27T22:00:00Z'

const QUERIES = [
  'SELECT day, count(*) AS papers, max(upvotes) AS most_votes FROM paper_days GROUP BY day ORDER BY day',
  "SELECT observed_at, upvotes, comments FROM snapshots WHERE paper_id = '2509.19803' ORDER BY observed_at",
  'SELECT keyword, count(*) AS papers FROM paper_days, unnest(keywords) AS keyword GROUP BY keyword ORDER BY papers DESC LIMIT 5',
] as const

/** Time limit of the demo's server, in case it is forgotten. */
const SITE_MS = 10 * 60_000

/** `paperboy demo` */
export function demoCommand(app: App): Command {
  return new Command('demo')
    .option('--keep <folder>', 'keep its warehouse, in a new data folder')
    .addHelpText(
      'after',
      '\nWith --site it then serves the pages of that week, until stopped or for ten minutes. On a kept warehouse every query\n' +
        'of docs/cookbook.md runs.\n\nExample:\n  $ npx paperboy demo\n  $ npx paperboy demo --site\n  $ npx paperboy demo --keep papers',
    )
    .action(async (_options, command: Command) => {
      const showDemo = FEATURES.find((feature) => feature.showDemo !== undefined)?.showDemo
      const flags = command.optsWithGlobals<
        Omit<CommonFlags, 'site'> & { site?: string | true; keep?: string }
      >()
      if (flags.json === true)
        throw new UsageError('the demo is for people and has no JSON: run it without --json')
      const kept = flags.keep ?? null
      if (kept !== null) await requireEmpty(kept)
      const folder = kept ?? (await mkdtemp(join(tmpdir(), 'paperboy-demo-')))
      // Nobody waits for a quota of our own.
      const replica = await startReplica({ now: FIRST_NIGHT, quota: false })
      let warehouse: Warehouse | null = null
      try {
        warehouse = await openEmbedded(join(folder, 'warehouse'))
        await migrate(warehouse)
        await showWeek(app, warehouse, replica)
        app.terminal.out(
          kept === null
            ? '\nThat warehouse is deleted with the demo: --keep FOLDER keeps it. For one from the real site: npx paperboy nightly'
            : `\nThat warehouse is kept in ${kept}: npx paperboy --home ${quotedForShell(kept)} sql "SELECT * FROM coverage"`,
        )
        if (flags.site === true)
          await showDemo?.(
            { ...app, signal: AbortSignal.any([app.signal, AbortSignal.timeout(SITE_MS)]) },
            {
              executor: warehouse,
              now: () => replica.now(),
              source: replica.url,
              folder,
            },
          )
      } finally {
        await warehouse?.close()
        await replica.close()
        if (kept === null) await rm(folder, { recursive: true, force: true })
        await flushTelemetry()
      }
    })
}

/** Refuses an existing folder: the demo's papers must not mix with those of a real warehouse. */
async function requireEmpty(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if ((await readdir(folder)).length === 0) return
  } catch (error) {
    throw asFileTrouble(error, folder)
  }
  throw new UsageError(`--keep ${folder}: the folder is not empty; name a new one`)
}

function quotedForShell(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}

async function showWeek(
  app: App,
  warehouse: Warehouse,
  replica: Awaited<ReturnType<typeof startReplica>>,
): Promise<void> {
  const { out, width } = app.terminal
  const config: JobContext['config'] = {
    site: replica.url,
    token: null,
    quotaIdentity: null,
    contact: null,
    browser: null,
  }
  const context: JobContext = {
    config,
    home: null,
    warehouse,
    logger: createLogger({ level: 'warn', terminal: process.stderr.isTTY }),
    clock: { now: () => replica.now() },
    progress: await createProgress(process.stderr.isTTY),
    signal: app.signal,
  }
  const print = async (title: string, statement: string) => {
    const result = await warehouse.readOnly(statement)
    out(`\n${title}`)
    out(resultTable(result, width).trimEnd())
  }

  out(`A replica of the site serves the week of ${WEEK.from} at ${replica.url}, as it was at ${FIRST_NIGHT}.`)
  const first = await backfill(context, {
    ...WEEK,
    missing: true,
    failed: false,
    all: false,
    staleParser: false,
    newestFirst: false,
    maxRequests: null,
  })
  out(`First night: ${first.runCounts.loaded} days, ${first.runCounts.entries} entries.`)
  await print(
    'Top papers of the week',
    `SELECT upvotes, day, paper_id, title, coalesce(repository_name, '') AS repository
     FROM paper_days ORDER BY upvotes DESC, paper_id LIMIT 10`,
  )

  replica.setNow(SECOND_NIGHT)
  const second = await nightly(context, {})
  out(
    `\nSecond night (${SECOND_NIGHT}): ${second.runCounts.loaded} days read again, ${second.runCounts.redirected} without a list.`,
  )
  await print(
    'What changed on the second night',
    `SELECT change, count(*) AS papers, string_agg(example, '; ') FILTER (WHERE place <= 2) AS examples FROM (
       SELECT change, example, row_number() OVER (PARTITION BY change ORDER BY weight DESC, example) AS place FROM (
         SELECT 'votes' AS change, paper_id || ' from ' || old || ' to ' || upvotes AS example, abs(upvotes - old) AS weight
         FROM (
           SELECT paper_id, observed_at, upvotes, lag(upvotes) OVER (PARTITION BY paper_id ORDER BY observed_at) AS old
           FROM snapshots
         ) seen WHERE observed_at >= '${SECOND_NIGHT}' AND upvotes <> old
         UNION ALL
         SELECT 'late paper', paper_id || ' on ' || day, upvotes FROM paper_days WHERE first_seen >= '${SECOND_NIGHT}'
         UNION ALL
         SELECT 'left its list', paper_id || ' from ' || day, upvotes FROM paper_days WHERE gone_at IS NOT NULL
       ) changes
     ) ranked GROUP BY change ORDER BY change`,
  )

  out('\nThree queries to try (the views are paper_days, snapshots, listing_papers and coverage):')
  for (const query of QUERIES) await print(`  npx paperboy sql "${query}"`, query)
}

import type { z } from 'zod'
import * as captures from './captures.ts'
import * as database from './database.ts'
import * as papers from './papers.ts'
import * as program from './program.ts'
import * as runs from './runs.ts'
import * as standing from './standing.ts'
import * as watchers from './watchers.ts'

/*
 * All that Paperboy prints or writes for programs. Only tests and tools import the schemas; what prints and writes
 * imports their types.
 */

/** One kind of document. */
export interface Output {
  readonly about: string
  /** Command lines that print it with `--json`, as far as they tell which document comes; none for all or no command. */
  readonly commands: readonly string[]
  readonly schema: z.ZodType
}

/** All kinds of documents by their names: the schema of `run` is in docs/schemas/run.schema.json. */
export const OUTPUTS: Readonly<Record<string, Output>> = {
  run: {
    about: 'How a run of a job ended',
    commands: ['nightly', 'backfill', 'fetch', 'import', 'replay', 'papers --missing', 'quarantine retry'],
    schema: runs.run,
  },
  'night-plan': {
    about: 'What a nightly run would fetch',
    commands: ['nightly --dry-run'],
    schema: runs.nightPlan,
  },
  'backfill-plan': {
    about: 'What a backfill would fetch',
    commands: ['backfill --dry-run'],
    schema: runs.backfillPlan,
  },
  'papers-plan': {
    about: "Which papers' own pages would be fetched",
    commands: ['papers --dry-run'],
    schema: runs.pagesPlan,
  },
  'replay-plan': {
    about: 'Which rows a replay would change',
    commands: ['replay --dry-run'],
    schema: runs.replayPlan,
  },
  'handed-out': {
    about: 'What was handed out to workers',
    commands: ['backfill --queue', 'import --queue', 'replay --queue', 'papers --queue'],
    schema: runs.handedOut,
  },
  'batch-end': {
    about: 'What came of what was handed out',
    commands: [
      'backfill --queue --wait',
      'import --queue --wait',
      'replay --queue --wait',
      'papers --queue --wait',
    ],
    schema: runs.batchEnd,
  },
  'import-history': {
    about: 'What became of the counts of another collector',
    commands: ['import --history', 'import --forget-history'],
    schema: runs.historyImport,
  },
  export: { about: 'What was exported', commands: ['export'], schema: captures.exported },
  'captures-list': {
    about: 'Stored responses',
    commands: ['captures list'],
    schema: captures.captureList,
  },
  'captures-show': { about: 'A stored response', commands: ['captures show'], schema: captures.captureShown },
  'captures-forget': {
    about: 'Which stored responses were forgotten',
    commands: ['captures forget'],
    schema: captures.capturesForgotten,
  },
  'captures-move': {
    about: 'How many bodies were moved',
    commands: ['captures move'],
    schema: captures.capturesMoved,
  },
  worker: { about: 'What a worker did until it ended', commands: ['worker'], schema: runs.workerEnd },
  'queue-list': { about: 'How the queues stand', commands: ['queue list'], schema: standing.queueList },
  'queue-change': {
    about: 'What was done with a queue',
    commands: ['queue pause', 'queue resume', 'queue drop', 'queue retry'],
    schema: standing.queueChange,
  },
  status: { about: 'How the warehouse stands', commands: ['status'], schema: standing.status },
  'status-check': {
    about: 'Whether all is well',
    commands: ['status --check'],
    schema: standing.statusCheck,
  },
  'quarantine-list': {
    about: 'Entries that could not be read',
    commands: ['quarantine list'],
    schema: standing.quarantine,
  },
  papers: { about: 'Papers of a selection', commands: ['papers'], schema: papers.papers },
  'site-serve': { about: 'Where the pages are served', commands: ['site serve'], schema: papers.siteServed },
  'site-build': { about: 'Which pages were written', commands: ['site build'], schema: papers.siteBuilt },
  feed: { about: 'Papers of a selection as a JSON Feed 1.1', commands: ['feed'], schema: papers.feed },
  'feed-file': {
    about: 'Which feed was written to a file',
    commands: ['feed --out'],
    schema: papers.feedFile,
  },
  'subscribe-asked': { about: 'Whether an address was asked', commands: ['subscribe'], schema: runs.asked },
  subscription: {
    about: 'A subscriber and its state',
    commands: ['subscribe --confirmed', 'subscribers pause', 'subscribers resume'],
    schema: papers.subscription,
  },
  'subscribers-list': {
    about: 'Who gets mails',
    commands: ['subscribers list'],
    schema: papers.subscriberList,
  },
  'subscribers-link': {
    about: 'What the token of a mail did',
    commands: ['subscribers confirm', 'subscribers unsubscribe'],
    schema: papers.linkUsed,
  },
  'subscribers-bounced': {
    about: 'That a mail came back',
    commands: ['subscribers bounced'],
    schema: papers.bounceNoted,
  },
  'subscribers-remove': {
    about: 'Who was removed',
    commands: ['subscribers remove'],
    schema: papers.subscriberRemoved,
  },
  'digest-preview': { about: 'A mail', commands: ['digest preview'], schema: papers.digestPreview },
  'digest-send': { about: 'What came of mails', commands: ['digest send'], schema: runs.digestRun },
  'digest-due': {
    about: 'Mails that are due',
    commands: ['digest send --dry-run'],
    schema: papers.digestsDue,
  },
  sql: { about: 'Rows of a query', commands: ['sql'], schema: database.sqlRows },
  'db-migrate': {
    about: 'Which migrations were applied',
    commands: ['db migrate'],
    schema: database.migrated,
  },
  'db-migrate-plan': {
    about: 'Which migrations are missing',
    commands: ['db migrate --dry-run'],
    schema: database.migrationsMissing,
  },
  'db-reader': { about: 'A role that reads', commands: ['db reader'], schema: database.readerMade },
  'db-thin': { about: 'What was taken out', commands: ['db thin'], schema: database.thinned },
  'db-dump': { about: 'Where the dump is', commands: ['db dump'], schema: database.dumped },
  'db-restore': { about: 'What was restored', commands: ['db restore'], schema: database.restored },
  'db-serve': {
    about: 'Where the warehouse is served',
    commands: ['db serve'],
    schema: database.databaseServed,
  },
  'dataset-write': {
    about: 'What the data set holds',
    commands: ['dataset write'],
    schema: database.datasetWritten,
  },
  mcp: {
    about: 'A message of the Model Context Protocol, one a line',
    commands: ['mcp'],
    schema: program.mcp,
  },
  config: { about: 'The settings in force', commands: ['config'], schema: program.config },
  completions: {
    about: 'A script for a shell',
    commands: ['completions'],
    schema: program.completions,
  },
  doctor: { about: 'What a run needs and whether it is there', commands: ['doctor'], schema: program.doctor },
  help: { about: 'What a command takes', commands: ['--help'], schema: program.help },
  version: { about: 'The version', commands: ['--version'], schema: program.version },
  error: {
    about: 'Why a command was not done; of every command, and all that the demo has',
    commands: ['demo'],
    schema: program.error,
  },
  'log-line': {
    about: 'A log line: a line on stderr that begins with {, where stderr is no terminal',
    commands: [],
    schema: watchers.logLine,
  },
  health: {
    about: 'health.json in the data folder, written at the end of each run',
    commands: [],
    schema: watchers.health,
  },
}

import { z } from 'zod'
import { FEATURES } from '../features.ts'
import type { Output } from './document.ts'
import * as captures from './captures.ts'
import * as database from './database.ts'
import * as papers from './papers.ts'
import * as program from './program.ts'
import * as runs from './runs.ts'
import * as standing from './standing.ts'
import * as watchers from './watchers.ts'

/*
 * All output of Paperboy for programs. Only tests and tools import the schemas; the code that prints and writes
 * imports their types.
 */

const CORE = {
  run: {
    about: 'Result of a run',
    commands: ['nightly', 'backfill', 'fetch', 'import', 'replay', 'fetch papers', 'quarantine retry'],
    schema: runs.run,
  },
  'night-plan': {
    about: 'Plan of a nightly run',
    commands: ['nightly --dry-run'],
    schema: runs.nightPlan,
  },
  'backfill-plan': {
    about: 'Plan of a backfill',
    commands: ['backfill --dry-run'],
    schema: runs.backfillPlan,
  },
  'papers-plan': {
    about: "Papers' own pages that would be fetched",
    commands: ['fetch papers --dry-run'],
    schema: runs.pagesPlan,
  },
  'replay-plan': {
    about: 'Rows that a replay would change',
    commands: ['replay --dry-run'],
    schema: runs.replayPlan,
  },
  history: {
    about: 'Result of importing or deleting outside counts',
    commands: ['history import', 'history delete'],
    schema: runs.historyImport,
  },
  export: { about: 'Exported responses', commands: ['export'], schema: captures.exported },
  'captures-list': {
    about: 'Stored responses',
    commands: ['captures list'],
    schema: captures.captureList,
  },
  'captures-show': { about: 'A stored response', commands: ['captures show'], schema: captures.captureShown },
  'captures-forget': {
    about: 'Forgotten responses',
    commands: ['captures forget'],
    schema: captures.capturesForgotten,
  },
  'captures-move': {
    about: 'Moved bodies',
    commands: ['captures move'],
    schema: captures.capturesMoved,
  },
  status: { about: 'Status of the warehouse', commands: ['status'], schema: standing.status },
  'status-check': {
    about: 'Result of the check',
    commands: ['status --check'],
    schema: standing.statusCheck,
  },
  'quarantine-list': {
    about: 'Entries that could not be read',
    commands: ['quarantine list'],
    schema: standing.quarantine,
  },
  paper: { about: 'A paper with its lists, counts and versions', commands: ['paper'], schema: papers.paper },
  papers: { about: 'Papers of a selection', commands: ['papers'], schema: papers.papers },
  sql: { about: 'Rows of a query', commands: ['sql'], schema: database.sqlRows },
  'db-migrate': {
    about: 'Applied migrations',
    commands: ['db migrate'],
    schema: database.migrated,
  },
  'db-migrate-plan': {
    about: 'Missing migrations',
    commands: ['db migrate --dry-run'],
    schema: database.migrationsMissing,
  },
  'db-grant': { about: 'A role that only reads', commands: ['db grant'], schema: database.readerMade },
  'db-prune': { about: 'Deleted responses', commands: ['db prune'], schema: database.pruned },
  'db-dump': { about: 'File of the dump', commands: ['db dump'], schema: database.dumped },
  'db-restore': { about: 'Restored dump', commands: ['db restore'], schema: database.restored },
  'db-serve': {
    about: 'Address of the served warehouse',
    commands: ['db serve'],
    schema: database.databaseServed,
  },
  config: { about: 'The settings in force', commands: ['config'], schema: program.config },
  help: { about: 'Help of a command', commands: ['--help'], schema: program.help },
  version: { about: 'The version', commands: ['--version'], schema: program.version },
  error: {
    about: 'Error of a command; of every command, and the only document of the demo',
    commands: ['demo'],
    schema: program.error,
  },
  'log-line': {
    about: 'A log line: a line on stderr that begins with {, where stderr is not a terminal',
    commands: [],
    schema: watchers.logLine,
  },
} satisfies Readonly<Record<string, Output>>

const OF_FEATURES = await Promise.all(FEATURES.map(async (feature) => feature.documents?.()))

/** Keys that features add to a document of the core, or of another feature. */
const added = (part: 'status' | 'health'): z.ZodRawShape =>
  Object.assign({}, ...OF_FEATURES.map((documents) => documents?.[part]))

/** All kinds of documents, by name. */
export const OUTPUTS: Readonly<Record<string, Output>> = Object.fromEntries(
  Object.entries({ ...CORE, ...Object.assign({}, ...OF_FEATURES.map((each) => each?.outputs)) } as Record<
    string,
    Output
  >).map(([name, output]) => [
    name,
    (name === 'status' || name === 'health') && output.schema instanceof z.ZodObject
      ? { ...output, schema: output.schema.extend(added(name)) }
      : output,
  ]),
)

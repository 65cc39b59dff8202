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
 * All that Paperboy prints or writes for programs. Only tests and tools import the schemas; what prints and writes
 * imports their types.
 */

const CORE = {
  run: {
    about: 'How a run of a job ended',
    commands: ['nightly', 'backfill', 'fetch', 'import', 'replay', 'fetch papers', 'quarantine retry'],
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
    commands: ['fetch papers --dry-run'],
    schema: runs.pagesPlan,
  },
  'replay-plan': {
    about: 'Which rows a replay would change',
    commands: ['replay --dry-run'],
    schema: runs.replayPlan,
  },
  history: {
    about: 'What became of the counts of another collector',
    commands: ['history import', 'history delete'],
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
  paper: { about: 'A paper with its lists, counts and versions', commands: ['paper'], schema: papers.paper },
  papers: { about: 'Papers of a selection', commands: ['papers'], schema: papers.papers },
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
  'db-grant': { about: 'A role that reads', commands: ['db grant'], schema: database.readerMade },
  'db-prune': { about: 'What was taken out', commands: ['db prune'], schema: database.pruned },
  'db-dump': { about: 'Where the dump is', commands: ['db dump'], schema: database.dumped },
  'db-restore': { about: 'What was restored', commands: ['db restore'], schema: database.restored },
  'db-serve': {
    about: 'Where the warehouse is served',
    commands: ['db serve'],
    schema: database.databaseServed,
  },
  config: { about: 'The settings in force', commands: ['config'], schema: program.config },
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
} satisfies Readonly<Record<string, Output>>

const OF_FEATURES = await Promise.all(FEATURES.map(async (feature) => feature.documents?.()))

/** What features add to a document of the core, and to one of another feature. */
const added = (part: 'status' | 'health'): z.ZodRawShape =>
  Object.assign({}, ...OF_FEATURES.map((documents) => documents?.[part]))

/** All kinds of documents by their names. */
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

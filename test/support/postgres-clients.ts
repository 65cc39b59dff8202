import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import postgres from 'postgres'

/** A session with a Postgres server, of whatever program. */
export interface Client {
  /** Runs a statement; gives its first value as text. */
  readonly ask: (statement: string) => Promise<string>
  readonly close: () => Promise<void>
}

/** A client program of Postgres on this machine. */
export interface Program {
  readonly path: string
  /** The major version. */
  readonly version: number
}

/** Reads statements, one a line, and answers each with one line. */
const PSYCOPG = `
import sys, psycopg2
connection = psycopg2.connect(sys.argv[1])
connection.autocommit = True
cursor = connection.cursor()
for line in sys.stdin:
    cursor.execute(line)
    print(cursor.fetchone()[0] if cursor.description else cursor.statusmessage, flush=True)
`

/** Finds psql or pg_dump in the folder that `PAPERBOY_TEST_PG_BIN` names, else in the path; null when there is none. */
export function findProgram(name: 'psql' | 'pg_dump'): Program | null {
  const folder = process.env['PAPERBOY_TEST_PG_BIN']
  const path = folder === undefined ? name : join(folder, name)
  const version = / (\d+)/.exec(spawnSync(path, ['--version']).stdout?.toString() ?? '')?.[1]
  return version === undefined ? null : { path, version: Number(version) }
}

/** Finds a Python that has psycopg2; null when there is none. */
export function findPsycopg(): string | null {
  const pythons = ['python3', '/usr/bin/python3']
  return pythons.find((each) => spawnSync(each, ['-c', 'import psycopg2']).status === 0) ?? null
}

/** Connects by the driver that Paperboy itself uses. */
export function nodeClient(url: string): Client {
  const client = postgres(url, { max: 1, onnotice: () => undefined })
  return {
    ask: async (statement) => {
      const rows = await client.unsafe(statement)
      return String(Object.values(rows[0] ?? {})[0] ?? rows.command)
    },
    close: async () => client.end({ timeout: 1 }),
  }
}

/** Connects by psql. */
export function psqlClient(psql: Program, url: string): Client {
  return lineClient(spawn(psql.path, [url, '-XAt'], { stdio: ['pipe', 'pipe', 'inherit'] }), ';')
}

/** Connects by psycopg2. */
export function psycopgClient(python: string, url: string): Client {
  return lineClient(spawn(python, ['-c', PSYCOPG, url], { stdio: ['pipe', 'pipe', 'inherit'] }), '')
}

function lineClient(child: ChildProcess, end: string): Client {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  return {
    ask: async (statement) => {
      child.stdin!.write(`${statement}${end}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the client ended at: ${statement}`)
      return value
    },
    close: async () => {
      child.stdin!.end()
      await lines.next()
    },
  }
}

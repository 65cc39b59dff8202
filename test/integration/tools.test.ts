import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { z } from 'zod'
import { dashboard } from '../../tools/grafana-dashboard.ts'
import { duckdbIn } from '../support/dataset-rows.ts'
import { findProgram } from '../support/postgres-clients.ts'
import { blockOf, blocksOf, recipeFile } from '../support/recipe-blocks.ts'
import { SERVED_WAREHOUSES, type ServedWarehouse } from '../support/served-warehouses.ts'
import {
  DbtSources,
  GrafanaDatasources,
  GrafanaProviders,
  MetabaseConfig,
  type MetabaseDatabase,
} from '../support/tool-schemas.ts'

const run = promisify(execFile)
const CLI = join(import.meta.dirname, '../../bin/paperboy.js')
const PSQL = findProgram('psql')
// Finding a package is quicker than loading it.
const PANDAS = ['python3', '/usr/bin/python3'].find((each) =>
  answers(each, '-c', 'from importlib.util import find_spec as f; f("pandas").origin; f("psycopg2").origin'),
)
const HAS_R = answers('R', '--vanilla', '--no-echo', '-e', 'find.package(c("DBI", "RPostgreSQL"))')
const HAS_CURL = answers('curl', '--version')

const sources = DbtSources.parse(parse(recipeFile('sources.yml')))
const tables = sources.sources.flatMap((source) => source.tables)

function answers(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args).status === 0
}

describe('the files for tools', () => {
  test('Grafana: the data source and the folder of dashboards are as documented, and what is not is refused', () => {
    const written = recipeFile('grafana-datasource.yaml')
    const { datasources } = GrafanaDatasources.parse(parse(written))
    expect(datasources.map(({ uid }) => uid)).toEqual(['paperboy'])
    expect(() => GrafanaProviders.parse(parse(recipeFile('grafana-dashboards.yaml')))).not.toThrow()
    expect(() =>
      GrafanaDatasources.parse(parse(written.replace(/sslmode: disable$/m, 'sslmode: off'))),
    ).toThrow(/sslmode/)
  })

  test('Grafana: the dashboard is the one that its own types were checked on, and asks that data source', () => {
    expect(JSON.parse(recipeFile('grafana-dashboard.json'))).toEqual(dashboard)
    const asked = new Set(panels().map(({ datasource }) => JSON.stringify(datasource)))
    expect([...asked]).toEqual(['{"type":"grafana-postgresql-datasource","uid":"paperboy"}'])
  })

  test('Metabase: the configuration is as documented, and what is not is refused', () => {
    const written = recipeFile('metabase-config.yml')
    expect(() => MetabaseConfig.parse(parse(written))).not.toThrow()
    expect(() => MetabaseConfig.parse(parse(written.replace('dbname:', 'database:')))).toThrow(/dbname/)
  })

  test('dbt: each view has its key, and its columns are described', () => {
    // An entry may wait in quarantine twice, from two readings.
    expect(tables.filter((table) => uniqueIn(table).length === 0).map(({ name }) => name)).toEqual([
      'quarantine_open',
    ])
    const wrong = recipeFile('sources.yml').replace('loaded_at_field:', 'loaded_at:')
    expect(() => DbtSources.parse(parse(wrong))).toThrow(/loaded_at/)
  })
})

describe.each(SERVED_WAREHOUSES)('the recipes for tools, by $name', ({ serve }) => {
  let served: ServedWarehouse
  let env: Record<string, string>
  let reader: postgres.Sql

  beforeAll(async () => {
    served = await serve()
    const psqlFolder = process.env['PAPERBOY_TEST_PG_BIN']
    const path = process.env['PATH'] ?? ''
    env = {
      ...served.pgEnv,
      ...served.cliEnv,
      PATH: psqlFolder === undefined ? path : `${psqlFolder}:${path}`,
      HOME: served.home,
      LC_ALL: 'C.UTF-8',
    }
    reader = postgres(served.url, { max: 1 })
  }, 120_000)
  afterAll(async () => {
    await reader.end({ timeout: 1 })
    await served.stop()
  })

  /** Runs a program with a block of the document as its input; gives what it printed. */
  async function output(program: string, args: readonly string[], input: string): Promise<string> {
    const running = run(program, args, { cwd: served.home, env })
    running.child.stdin?.end(input)
    return lines((await running).stdout)
  }

  /** As typed in a shell, with this checkout's `npx paperboy`. */
  async function shell(typed: string): Promise<string> {
    return output('bash', ['-e', '-s'], `npx() { shift; '${process.execPath}' '${CLI}' "$@"; }\n${typed}`)
  }

  /** What a tool finds with settings of its own. */
  async function connectsBy(options: postgres.Options<Record<string, never>>): Promise<boolean> {
    const client = postgres({ ...options, max: 1 })
    try {
      const [row] = await client<{ papers: string }[]>`select count(*) as papers from paper_days`
      return Number(row?.papers) > 0
    } finally {
      await client.end({ timeout: 1 })
    }
  }

  test('psql', async ({ skip }) => {
    if (!PSQL) return skip('no psql found')
    const questions = blocksOf('psql')
    expect(questions).toHaveLength(2)
    for (const question of questions) expect(await shell(question.text)).toBe(lines(question.output))
  })

  test('pandas', async ({ skip }) => {
    if (PANDAS === undefined) return skip('no Python with pandas and psycopg2 found')
    const question = blockOf('pandas', 'python')
    expect(await output(PANDAS, ['-'], question.text)).toBe(lines(question.output))
  })

  test('R', async ({ skip }) => {
    if (!HAS_R) return skip('no R with DBI and RPostgreSQL found')
    const question = blockOf('R', 'r')
    expect(await output('R', ['--vanilla', '--no-echo'], question.text)).toBe(lines(question.output))
  })

  test('DuckDB, from the data set', async () => {
    const writing = blockOf('DuckDB', 'sh')
    expect(await shell(writing.text)).toBe(lines(writing.output))
    const question = blockOf('DuckDB', 'sql')
    const duckdb = await duckdbIn(served.home)
    try {
      const csv = join(served.home, 'answer.csv')
      await duckdb.run(`copy (${question.text.trim().replace(/;$/, '')}) to '${csv}' (format csv, header)`)
      expect(lines(readFileSync(csv, 'utf8'))).toBe(lines(question.output))
    } finally {
      duckdb.closeSync()
    }
  })

  test('Grafana: the data source connects, and the panels have something to show', async () => {
    const written = recipeFile('grafana-datasource.yaml').replaceAll(
      /\$__env\{(\w+)\}/g,
      (_, name: string) => env[name] ?? '',
    )
    const [source] = GrafanaDatasources.parse(parse(written)).datasources
    const { hostname: host, port } = new URL(`postgres://${source?.url}`)
    expect(
      await connectsBy({
        host,
        port: Number(port),
        username: source?.user ?? '',
        password: source?.secureJsonData.password ?? '',
        database: source?.jsonData.database ?? '',
      }),
    ).toBe(true)
    const rowCounts: Record<string, number> = {}
    for (const { title = '', targets = [] } of panels()) {
      const [target] = targets as { rawSql: string; format: string }[]
      const rows = await reader.unsafe(withoutMacros(target?.rawSql ?? ''))
      rowCounts[title] = rows.length
      const [time] = rows.columns
      // Which types Grafana takes for a time: timestamp, and seconds as a number.
      if (target?.format === 'time_series') {
        expect(time?.name, title).toBe('time')
        expect([1114, 1700], title).toContain(time?.type)
      }
    }
    expect(rowCounts).toEqual({
      'Since the last good night': 1,
      "Papers and votes of each day's list": 5,
      'Votes won in six hours': 2,
      'Papers with the most votes': 10,
      'Days that are not known to be complete': 3,
    })
  })

  test('Metabase: its configuration connects, and so does what its API is told', async ({ skip }) => {
    const written = recipeFile('metabase-config.yml')
      .replaceAll(/\{\{ env (\w+) \}\}/g, (_, name: string) => env[name] ?? '')
      .replace(/port: \d+/, `port: ${env['PGPORT']}`)
    const [configured] = MetabaseConfig.parse(parse(written)).config.databases
    const connects = async ({ details }: z.infer<typeof MetabaseDatabase>) =>
      connectsBy({
        host: details.host,
        port: details.port,
        username: details.user,
        password: details.password,
        database: details.dbname,
      })
    expect(configured && (await connects(configured))).toBe(true)
    if (!HAS_CURL) return skip('no curl found')
    const told: unknown[] = []
    const hear = async (request: IncomingMessage, response: ServerResponse) => {
      told.push([request.method, request.url, request.headers['x-api-key'], await json(request)])
      response.end('{}')
    }
    const api = createServer((request, response) => void hear(request, response))
    api.listen(0, '127.0.0.1')
    await once(api, 'listening')
    try {
      const { port } = api.address() as AddressInfo
      const typed = blockOf('Metabase', 'sh', 'nothing').text
      await shell(`METABASE_URL=http://127.0.0.1:${port} METABASE_KEY=key\n${typed}`)
    } finally {
      api.close()
    }
    expect(told).toEqual([['POST', '/api/database', 'key', configured]])
  })

  test('Metabase: its question gives the rows that it saves', async () => {
    const question = blockOf('Metabase', 'sql')
    const rows = await reader.unsafe(question.text)
    const csv = [rows.columns.map(({ name }) => name), ...rows.map((row) => Object.values(row))]
    expect(csv.map((cells) => cells.join(',')).join('\n')).toBe(lines(question.output))
  })

  test('dbt: the tests of the sources hold, and find what would not', async () => {
    const failed: string[] = []
    const empty: string[] = []
    for (const table of tables) {
      const [row] = await reader.unsafe(`select exists (select from "public"."${table.name}") as filled`)
      if (row?.['filled'] !== true) empty.push(table.name)
      for (const column of uniqueIn(table))
        if ((await duplicates(table.name, column)) > 0) failed.push(`${table.name}: unique ${column}`)
      for (const column of notNullIn(table)) {
        const [row] = await reader.unsafe(
          `select count(*) as failures from (select ${column} from "public"."${table.name}" where ${column} is null) f`,
        )
        if (row?.['failures'] !== '0') failed.push(`${table.name}: not_null ${column}`)
      }
    }
    expect(failed).toEqual([])
    // Nothing is said of what the week has none of; `trending` looks at the present.
    expect(empty).toEqual([
      'drift_log',
      'history_conflicts',
      'papers_gone',
      'quarantine_open',
      'quota_left',
      'text_entries',
      'trending',
      'worker_log',
    ])
    // One paper of the week stands on two days.
    expect(await duplicates('paper_days', 'paper_id')).toBe(1)
  })

  /** How many values of a column, or of several in parentheses, dbt's test `unique` would tell. */
  async function duplicates(view: string, column: string): Promise<number> {
    const [row] = await reader.unsafe(
      `select count(*) as failures from (
         select ${column} as unique_field, count(*) as n_records from "public"."${view}"
         where ${column} is not null group by ${column} having count(*) > 1) f`,
    )
    return Number(row?.['failures'])
  }

  test('dbt: freshness counts from the last night', async () => {
    const fresh = tables.filter(({ config }) => config)
    expect(fresh.map(({ name }) => name)).toEqual(['coverage', 'observations', 'run_log'])
    for (const { name, config } of fresh) {
      const [row] = await reader.unsafe<{ loaded: Date }[]>(
        `select max(${config?.loaded_at_field}) as loaded from "public"."${name}"`,
      )
      expect(row?.loaded.toISOString(), name).toMatch(/^2025-09-27T22:/)
    }
  })

  test('dbt: the profile connects, and the model reads a source', async () => {
    const profile = blockOf('dbt', 'yaml', 'nothing').text.replaceAll(
      /"\{\{ env_var\('(\w+)'\)(?: \| as_number)? \}\}"/g,
      (_, name: string) => env[name] ?? '',
    )
    const { host, port, dbname, user, password } = (
      parse(profile) as {
        paperboy: { outputs: { warehouse: Readonly<Record<string, string | number>> } }
      }
    ).paperboy.outputs.warehouse
    expect(
      await connectsBy({
        host: String(host),
        port: Number(port),
        database: String(dbname),
        username: String(user),
        password: String(password),
      }),
    ).toBe(true)
    const model = blockOf('dbt', 'sql', 'nothing').text.replaceAll(
      /\{\{ source\('(\w+)', '(\w+)'\) \}\}/g,
      (_, source: string, table: string) => {
        expect(sources.sources[0]?.name).toBe(source)
        expect(tables.map(({ name }) => name)).toContain(table)
        return `"public"."${table}"`
      },
    )
    expect(await reader.unsafe(model)).toHaveLength(5)
  })
})

type Table = (typeof tables)[number]

function uniqueIn({ columns, data_tests: ofTable = [] }: Table): string[] {
  return [
    ...columns.filter(({ data_tests: ofColumn = [] }) => ofColumn.includes('unique')).map(({ name }) => name),
    ...ofTable.map(({ unique }) => unique.arguments.column_name),
  ]
}

function notNullIn({ columns }: Table): string[] {
  return columns
    .filter(({ data_tests: ofColumn = [] }) => ofColumn.includes('not_null'))
    .map(({ name }) => name)
}

function panels() {
  return (dashboard.panels ?? []).flatMap((panel) => ('targets' in panel ? [panel] : []))
}

/** A query as Grafana sends it, for the range from 2025-09-20 to the end of 2025-09-28. */
function withoutMacros(statement: string): string {
  const from = "'2025-09-20T00:00:00Z'"
  const to = "'2025-09-28T23:59:59.999Z'"
  return statement
    .replaceAll(/\$__timeFilter\(([^)]+)\)/g, `$1 BETWEEN ${from} AND ${to}`)
    .replaceAll('$__timeFrom()', from)
    .replaceAll('$__timeTo()', to)
    .replaceAll(
      /\$__timeGroupAlias\((\w+), '(\d+)h'\)/g,
      (_, column: string, hours: string) =>
        `floor(extract(epoch from ${column})/${3600 * Number(hours)})*${3600 * Number(hours)} AS "time"`,
    )
}

/** Lines without the spaces at their ends, which editors take away. */
function lines(of: string | null): string {
  return (of ?? '').replaceAll(/ +$/gm, '').trimEnd()
}

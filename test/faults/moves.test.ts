import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { attach } from '../../src/load/warehouse/embedded/server.ts'
import type { Address } from '../../src/load/warehouse/embedded/ensure-database.ts'
import type { Warehouse } from '../../src/load/warehouse/warehouse.ts'
import { apiList, madeEntries } from '../support/api-list.ts'
import { emptyHome } from '../support/cli-warehouse.ts'
import { look } from '../support/digests.ts'
import { loadAll } from '../support/load-captures.ts'
import { typedHere } from '../support/paperboy.ts'
import { findProgram } from '../support/postgres-clients.ts'
import { CARELESS } from '../support/shared-servers.ts'
import { readyFolder } from '../support/ready-folder.ts'
import { type TestWarehouse, createEmbedded, createOnServer, HAS_SERVER } from '../support/warehouses.ts'

const run = promisify(execFile)

const NOW = '2026-06-08T12:00:00Z'
/** The stemmer of Postgres 18 knows the first two as forms of "add" and "egg"; that of 15 as forms of "ad" and "eg". */
const WORDS = ['adding', 'egging', 'added', 'add', 'ad', 'retrieval', 'retrieve', 'paper', 'says', 'maps']
const LISTS = [
  apiList(
    '2026-06-04',
    madeEntries(40).map((entry, place) => ({
      ...entry,
      title: `Retrieval by ${WORDS[place % WORDS.length]}`,
      abstract: `What ${WORDS[(place * 3) % WORDS.length]} of paper ${place} says.`,
      keywords: [`${WORDS[(place * 7) % WORDS.length]} words`],
    })),
    '2026-06-05T12:00Z',
  ),
]

interface Target {
  readonly env: Readonly<Record<string, string>>
  readonly home: string
  readonly address: Address
  readonly drop: () => Promise<void>
}

const pgDump = findProgram('pg_dump')
const psql = findProgram('psql')

/** What searches for each of some words find, in their order. */
async function found(warehouse: Pick<Warehouse, 'readOnly'>): Promise<Record<string, unknown>> {
  const hits: Record<string, unknown> = {}
  for (const word of WORDS)
    hits[word] = (await warehouse.readOnly(`select paper_id, score from search_papers('${word}')`)).rows
  return hits
}

describe.skipIf(!HAS_SERVER || pgDump === null || psql === null)(
  'a warehouse that moves from a server to a newer one, which was built without lz4',
  () => {
    let source: TestWarehouse
    let replica: Replica
    const open: Target[] = []

    beforeAll(async () => {
      source = await createOnServer()
      await loadAll(source.warehouse, LISTS, Temporal.Instant.from(NOW))
      replica = await startReplica({ now: '2025-09-30T12:00:00Z', quota: false })
    })
    afterAll(async () => {
      for (const target of open) await target.drop()
      await replica.close()
      await source.drop()
    })

    let target: Target
    beforeEach(async () => {
      const { env, home, drop } = await emptyHome()
      const folder = join(home, 'warehouse')
      await readyFolder(folder)
      const { address, leave } = await attach(folder, { settings: CARELESS })
      target = {
        env: { ...env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: '2025-09-30T12:00:00Z' },
        home,
        address,
        drop: async () => {
          await leave()
          await drop()
        },
      }
      open.push(target)
      const admin = postgres({ ...address, max: 1, onnotice: () => undefined })
      await admin.unsafe('drop schema public cascade; drop schema paperboy cascade; create schema public')
      await admin.end()
    })

    /** Dumps the source and restores the dump into the target; gives what was said on stderr. */
    async function move(flags: readonly string[]): Promise<string> {
      const { host, port, user, password, database } = target.address
      const file = join(target.home, 'moved.dump')
      const url = source.databaseUrl!
      await run(pgDump!.path, [...flags, '--format=custom', '--no-owner', '--no-acl', `--file=${file}`, url])
      const env = { ...process.env, PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password }
      const restore = pgDump!.path.replace('pg_dump', 'pg_restore')
      return run(restore, ['--no-owner', '--dbname', database, file], { env }).then(
        ({ stderr }) => stderr,
        (error: { stderr: string }) => error.stderr,
      )
    }

    const paperboy = async (...args: readonly string[]) => typedHere(target.home, args, target.env)

    test('a table that the restore has lost is named, with 78, by the next run, by db migrate and by doctor', async () => {
      expect(await move([])).toMatch(/compression method lz4 not supported/)
      const says =
        /lacks table paper_states, which a restore has lost: make the dump again with "pg_dump --no-toast-compression"/
      for (const args of [['nightly'], ['db', 'migrate'], ['db', 'migrate', '--dry-run']]) {
        const { code, stderr } = await paperboy(...args)
        expect({ args, code, says: says.exec(stderr)?.length }).toEqual({ args, code: 78, says: 1 })
      }
      const { code, stdout } = await paperboy('doctor', '--json')
      const { checks } = JSON.parse(stdout) as { checks: { check: string }[] }
      expect(code).toBe(78)
      expect(checks.find(({ check }) => check === 'tables')).toMatchObject({
        state: 'fails',
        found: expect.stringMatching(/ lacks table paper_states, which a restore has lost$/),
        next: expect.stringMatching(/^make the dump again with "pg_dump --no-toast-compression"/),
      })
    })

    test.each(['db migrate', 'replay'])(
      'its searches find what one finds that was loaded there, after %s',
      async (command) => {
        expect(await move(['--no-toast-compression'])).toBe('')
        const fresh = await createEmbedded()
        try {
          await loadAll(fresh.warehouse, LISTS, Temporal.Instant.from(NOW))
          const expected = await found(fresh.warehouse)
          expect(await look(target.env, found)).not.toEqual(expected)
          const before = await paperboy('doctor', '--json')
          expect(before.stdout).toMatch(
            /"full text","state":"warning","found":"of some papers built by Postgres \d+: .*"next":"npx paperboy db migrate"/,
          )
          expect((await paperboy(...command.split(' '))).code).toBe(0)
          expect(await look(target.env, found)).toEqual(expected)
          expect((await paperboy('doctor', '--json')).stdout).toMatch(/"full text","state":"ok"/)
          const again = await paperboy('db', 'migrate', '--json')
          expect(JSON.parse(again.stdout)).toMatchObject({ applied: [], texts_built: 0 })
        } finally {
          await fresh.drop()
        }
      },
    )
  },
)

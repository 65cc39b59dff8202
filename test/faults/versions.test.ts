import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../src/base/sql.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { syntheticCatalog } from '../../demo/site/synthetic-catalog.ts'
import { enqueueListings } from '../../src/features/workers/jobs/enqueue-work.ts'
import { PARSER_VERSION } from '../../src/transform/read-capture.ts'
import { type CliProcess, runCli, startCli, startNode } from '../support/cli-process.ts'
import { type CliWarehouse, createCliOnServer } from '../support/cli-warehouse.ts'
import { HAS_SERVER } from '../support/warehouses.ts'
import { digestsOf, look } from '../support/digests.ts'
import { olderVersion } from '../support/older-version.ts'

/** Two batches. */
const DAYS = ['--from', '2024-01-01', '--to', '2024-01-30']
const NOW = '2024-03-15T12:00:00Z'
const LATER = '2024-03-15T13:00:00Z'
const OLDER = PARSER_VERSION - 1

describe.skipIf(!HAS_SERVER)('a worker of an older version beside a newer one', () => {
  const open: CliWarehouse[] = []
  const running: CliProcess[] = []
  let replica: Replica
  let folder: string
  let older: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paperboy-older-'))
    older = await olderVersion(folder)
    const catalog = syntheticCatalog({ from: DAYS[1]!, to: DAYS[3]!, weekends: true, size: 5 })
    replica = await startReplica({ catalog, now: NOW, quota: false })
  })
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL')
    await replica.close()
    for (const held of open) await held.drop()
    await rm(folder, { recursive: true, force: true })
  })

  async function make(): Promise<Readonly<Record<string, string>>> {
    const held = await createCliOnServer()
    open.push(held)
    return { ...held.env, PAPERBOY_SITE: replica.url, PAPERBOY_NOW: NOW, PAPERBOY_LOG: 'debug' }
  }

  function start(worker: CliProcess): CliProcess {
    running.push(worker)
    return worker
  }

  test('what the older one read is found by its parser, a replay that it leaves to the newer one puts all right, and it can undo none of that', async () => {
    const alone = await make()
    expect((await runCli(['backfill', ...DAYS], alone)).code).toBe(0)
    const clean = await look(alone, digestsOf)

    const env = await make()
    const olderOne = start(startNode([older, 'worker'], env))
    expect(await olderOne.line('runs jobs of')).toBe(true)
    expect((await runCli(['backfill', '--enqueue', ...DAYS], env)).code).toBe(0)
    expect(await olderOne.line('took 20 listings')).toBe(true)
    const newerOne = start(startCli(['worker'], env))
    const standing = async () =>
      look(env, async (warehouse) => {
        const { rows } = await warehouse.readOnly(
          `select count(*) filter (where parser_version = ${OLDER}), count(*) from captures where loaded`,
        )
        return rows[0]!.map(Number)
      })
    while ((await standing())[1] !== 30) await new Promise((resolve) => setTimeout(resolve, 100))
    const [byOlder = 0] = await standing()
    expect(byOlder).toBeGreaterThanOrEqual(20)
    expect(await look(env, digestsOf)).not.toEqual(clean)
    const stale = await runCli(['backfill', '--stale-parser', '--dry-run', '--json', ...DAYS], env)
    expect(stale.stdout.match(/read by parser/g)).toHaveLength(byOlder)

    const again = await runCli(['replay', '--enqueue', '--wait'], { ...env, PAPERBOY_NOW: LATER })
    expect({ code: again.code, last: again.lines.at(-1) }).toMatchObject({ code: 0 })
    expect(await standing()).toEqual([0, 30])
    expect(await look(env, digestsOf)).toEqual(clean)

    const undone = await startNode([older, 'replay', '--json'], { ...env, PAPERBOY_NOW: LATER }).ended
    const { rows } = JSON.parse(undone.stdout) as { rows: Record<string, number> }
    expect(Object.values(rows).filter((count) => count > 0)).toEqual([])
    expect(await look(env, digestsOf)).toEqual(clean)

    // The next version comes.
    await look(env, async (warehouse) => {
      await warehouse.rows(
        sql`insert into migrations (position, tag, hash) values (9999, '9999_of_tomorrow', '0')`,
      )
      const wanted = [{ listing: { kind: 'day', key: DAYS[1]! } as const }]
      await enqueueListings(warehouse, { queue: 'listings', run: 'backfill', wanted })
    })
    for (const { ended } of [olderOne, newerOne]) {
      const { code, lines } = await ended
      expect(code).toBe(78)
      expect(lines.at(-1)).toMatch(/^paperboy: .* has migration 9999_of_tomorrow.*use the newer version/)
    }
  })
})

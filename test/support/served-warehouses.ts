import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import postgres from 'postgres'
import { startReplica } from '../../demo/replica.ts'
import { backfill } from '../../jobs/collect/backfill.ts'
import { nightly } from '../../jobs/nightly/nightly.ts'
import { openWarehouse } from '../../src/load/warehouse/open-warehouse.ts'
import { runCli, startCli } from './cli-process.ts'
import { CLI_WAREHOUSES, type CliWarehouse } from './cli-warehouse.ts'
import { jobContext } from './job-context.ts'

/** A warehouse with the replica's week in it, as tools of others reach it: through a role that only reads. */
export interface ServedWarehouse {
  /** With the role's name and password. */
  readonly url: string
  /** The same in the variables of libpq. */
  readonly pgEnv: Readonly<Record<string, string>>
  /** The variables by which the command line finds the warehouse. */
  readonly cliEnv: Readonly<Record<string, string>>
  /** A folder to work in. */
  readonly home: string
  readonly stop: () => Promise<void>
}

/** The nights of the demo. */
const FIRST_NIGHT = '2025-09-26T15:00:00Z'
const SECOND_NIGHT = '2025-09-27T22:00:00Z'

/** A paper whose title is another one in the second night. */
const RENAMED = { id: '2509.16198', title: 'RPG: a Repository Planning Graph for Codebase Generation' }

/** Papers whose own pages are read, so that views of comments and uses have rows. */
const PAPER_PAGES = 10

/** The ways to a connection in docs/recipes.md: `db serve` always, `db grant` where a server answers. */
export const SERVED_WAREHOUSES = CLI_WAREHOUSES.map(({ name, create }) => ({
  name: name === 'embedded' ? 'db serve' : 'a server',
  serve: async (): Promise<ServedWarehouse> => {
    const held = await create()
    await crawlWeek(held)
    const { url, stop } = await (name === 'embedded' ? serveFolder(held) : admitOnServer(held))
    const { hostname, port, username, password, pathname } = new URL(url)
    const pgEnv = {
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: username,
      PGPASSWORD: password,
      PGDATABASE: pathname.slice(1),
    }
    return { url, pgEnv, cliEnv: held.env, home: held.home, stop }
  },
}))

async function crawlWeek({ env, home }: CliWarehouse): Promise<void> {
  const replica = await startReplica({ now: FIRST_NIGHT, quota: false })
  const warehouse = await openWarehouse({ databaseUrl: env['DATABASE_URL'] ?? null, home })
  const context = jobContext(warehouse, replica.url, () => replica.now())
  try {
    await backfill(context, {
      from: '2025-09-22',
      to: '2025-09-26',
      missing: true,
      failed: false,
      all: false,
      staleParser: false,
      newestFirst: false,
      maxRequests: null,
    })
    replica.setNow(SECOND_NIGHT)
    replica.setFault({ kind: 'changed-title', ...RENAMED })
    await nightly(context, { paperPages: PAPER_PAGES })
  } finally {
    await warehouse.close()
    await replica.close()
  }
}

async function serveFolder({ env, drop }: CliWarehouse) {
  const serving = startCli(['db', 'serve', '--port', '0'], env)
  const [said] = (await once(serving.child.stdout!, 'data')) as [string]
  return {
    url: /postgres:\S+/.exec(said)?.[0] ?? '',
    stop: async () => {
      serving.child.kill('SIGTERM')
      await serving.ended
      await drop()
    },
  }
}

async function admitOnServer({ env, drop }: CliWarehouse) {
  // Roles belong to the whole server, where others test too.
  const role = `paperboy_test_${randomUUID().replaceAll('-', '')}`
  const password = randomUUID()
  const { code, lines } = await runCli(['db', 'grant', role], env)
  if (code !== 0) throw new Error(lines.join('\n'))
  const owner = postgres(env['DATABASE_URL'] ?? '', { max: 1, onnotice: () => undefined })
  await owner.unsafe(`alter role ${role} password '${password}'`)
  const url = new URL(env['DATABASE_URL'] ?? '')
  Object.assign(url, { username: role, password })
  return {
    url: url.toString(),
    stop: async () => {
      await owner.unsafe(`drop owned by ${role}`)
      await owner.unsafe(`drop role ${role}`)
      await owner.end({ timeout: 1 })
      await drop()
    },
  }
}

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer as createSite } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from '../../../src/base/sql.ts'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../../demo/replica.ts'
import { checkNode } from '../../../src/features/watch/doctor/check-node.ts'
import { diskFinding } from '../../../src/features/watch/doctor/check-folder.ts'
import { quotaOf } from '../../../src/features/watch/doctor/check-quota.ts'
import { versionFinding } from '../../../src/features/watch/doctor/check-warehouse.ts'
import { knownSettings } from '../../../src/commands/app.ts'
import { mail } from '../../../src/features/mail/feature.ts'
import { diagnose } from '../../../src/features/watch/doctor/doctor.ts'
import { loadUsableConfig } from '../../../src/base/config.ts'
import { chooseQuotaIdentity } from '../../../src/crawl/quota-identity.ts'
import { migrate } from '../../../src/load/warehouse/migrate.ts'
import { indexTexts } from '../../../src/load/history/index-texts.ts'
import { openWarehouse } from '../../../src/load/warehouse/open-warehouse.ts'
import { CLI_WAREHOUSES, type CliWarehouse } from '../../support/cli-warehouse.ts'
import { startMailServer } from '../../support/mail-server.ts'
import { type OwnServer, ownServer, SERVER_PROGRAMS } from '../../support/own-server.ts'
import { typed, typedHere } from '../../support/paperboy.ts'
import { startS3 } from '../../support/s3.ts'

interface Check {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'fails'
  readonly found: string
  readonly next: string | null
}

let home: string
let replica: Replica

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'paperboy-doctor-'))
  replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
})
afterEach(() => replica.clearFaults())
afterAll(async () => {
  await replica.close()
  await rm(home, { recursive: true, force: true })
})

/** What it says with these variables around it, by the names of its checks. */
async function doctor(env: Readonly<Record<string, string>>) {
  const around = {
    PAPERBOY_HOME: join(home, 'none'),
    PAPERBOY_SITE: replica.url,
    PAPERBOY_BROWSER: process.execPath,
  }
  const { code, stdout } = await typedHere(home, ['doctor', '--json'], { ...around, ...env })
  const { ok, exit_code, checks } = JSON.parse(stdout) as {
    ok: boolean
    exit_code: number
    checks: readonly Check[]
  }
  expect({ ok, exit_code }).toEqual({ ok: code === 0, exit_code: code })
  // Whatever is not well comes with what to type.
  for (const { state, next } of checks) expect(next === null).toBe(state === 'ok')
  const of = (name: string) => checks.find(({ check }) => check === name)
  const failing = checks.filter(({ state }) => state === 'fails').map(({ check }) => check)
  return { code, checks, of, failing }
}

describe.each(CLI_WAREHOUSES)('doctor on $name', ({ name, create }) => {
  let warehouse: CliWarehouse
  beforeAll(async () => {
    warehouse = await create()
  })
  afterAll(async () => warehouse.drop())

  test('all is well, and the site was asked for its robots.txt only', async () => {
    const before = replica.requests.length
    const { code, checks, of } = await doctor(warehouse.env)
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([])
    expect(code).toBe(0)
    expect(checks.map(({ check }) => check)).toEqual([
      'node',
      'settings',
      'data folder',
      'disk',
      'database',
      ...(name === 'server' ? ['connection'] : []),
      'extension',
      'tables',
      'full text',
      'rights',
      ...(name === 'server' ? ['clock'] : []),
      'quota',
      'records',
      'site',
      'browser',
      'captures',
      'mail',
    ])
    expect(of('database')?.found).toMatch(/^Postgres \d+\.\d+, (server|embedded) at /)
    const asked = replica.requests.slice(before)
    expect(asked.map(({ path }) => path)).toEqual(['/robots.txt'])
    expect(asked[0]?.headers['user-agent']).toMatch(/^paperboy\//)
  })

  test('fault 26: what is in quarantine, and what no run came to load, is told with what to type', async () => {
    const config = await loadUsableConfig({ flags: { home: warehouse.home }, env: warehouse.env })
    const opened = await openWarehouse(config.config)
    try {
      await opened.rows(sql`
        insert into quarantine (capture_id, position, kind, key, path, reason, observed_at, run_id)
        select 0, n, 'day', '2025-09-2' || n, 'paper.title', 'too long', now(), 0 from generate_series(1, 4) n`)
      await opened.rows(sql`insert into capture_bodies (sha256, bytes, zstd) values ('00', 0, '')`)
      await opened.rows(sql`
        insert into captures (kind, key, form, fetched_at, sha256, url, final_url, status, headers, fetched_with, run_id)
        values ('day', '2025-09-22', 'page', now(), '00', '', '', 200, '{}', 'http', 0)`)
      const { code, of } = await doctor(warehouse.env)
      expect(code).toBe(0)
      expect(of('quarantine')).toMatchObject({
        state: 'warning',
        found: '4 entries of day:2025-09-21, day:2025-09-22, day:2025-09-23 and 1 more list',
        next: 'npx paperboy quarantine',
      })
      expect(of('responses')).toMatchObject({
        state: 'warning',
        found: '1 stored response was not loaded by the run that fetched it',
      })
    } finally {
      for (const table of ['quarantine', 'captures', 'capture_bodies'])
        await opened.rows(sql`delete from ${sql.identifier(table)}`)
      await opened.close()
    }
  })

  test('full text that is built otherwise is told with what is another', async () => {
    const config = await loadUsableConfig({ flags: { home: warehouse.home }, env: warehouse.env })
    const opened = await openWarehouse(config.config)
    try {
      await opened.rows(sql`
        insert into stored_papers (id, title, title_key, observed_at, run_id, capture_id) values ('p1', 'T', 't', now(), 0, 0)`)
      await indexTexts(opened, ['p1'])
      const [row] = await opened.rows<{ now: string }>(sql`select built_with as now from paper_texts`)
      const now = row?.now ?? ''
      expect((await doctor(warehouse.env)).of('full text')).toMatchObject({ state: 'ok' })
      for (const [builtWith, told] of [
        [now.replace(/^\d+/, '14'), 'by Postgres 14'],
        [now.replace(/rule\d+/, 'rule1'), 'by another version of Paperboy, which split words differently'],
        [now.replace(/ rule\d+/, ''), 'by another version of Paperboy, which split words differently'],
        [`${now}0`, 'with other dictionaries or another locale'],
        ['', 'by a version of Postgres that is not known'],
      ] as const) {
        await opened.rows(sql`update paper_texts set built_with = ${builtWith}`)
        expect((await doctor(warehouse.env)).of('full text')).toMatchObject({
          state: 'warning',
          found: `of some papers built ${told}: searches may miss them`,
          next: 'npx paperboy db migrate',
        })
      }
    } finally {
      for (const table of ['paper_texts', 'stored_papers'])
        await opened.rows(
          sql`delete from ${sql.identifier(table)} where ${sql.identifier(table === 'stored_papers' ? 'id' : 'paper_id')} = 'p1'`,
        )
      await opened.close()
    }
  })

  test('what is left of the quota comes from the ledger, and a site that wants quiet is not asked', async () => {
    const config = await loadUsableConfig({ flags: { home: warehouse.home }, env: warehouse.env })
    const opened = await openWarehouse(config.config)
    const budget = (left: number) => {
      const endsMs = Date.now() + 300_000
      return JSON.stringify({ left, limit: 100, endsAfterMs: endsMs, endsBeforeMs: endsMs })
    }
    const put = async (left: number) =>
      opened.rows(sql`
        insert into quotas (site, quota_identity, bucket, budget, version)
        values (${replica.url}, ${chooseQuotaIdentity({ token: null, quotaIdentity: 'office', hostname: '' })}, 'pages', ${budget(left)}::text::jsonb, 1)
        on conflict (site, quota_identity, bucket) do update set budget = excluded.budget`)
    try {
      const env = { ...warehouse.env, PAPERBOY_QUOTA_IDENTITY: 'office' }
      await put(37)
      expect((await doctor(env)).of('quota')).toMatchObject({
        state: 'ok',
        found: expect.stringMatching(/^pages: 37 of 100 left until \d{4}-/),
      })
      await put(0)
      const before = replica.requests.length
      const { code, of } = await doctor(env)
      expect(code).toBe(0)
      expect(of('quota')).toMatchObject({ state: 'warning', next: expect.stringContaining('wait until') })
      expect(of('site')).toMatchObject({ state: 'warning', found: expect.stringContaining('not asked') })
      expect(replica.requests).toHaveLength(before)
    } finally {
      await opened.close()
    }
  })

  test('it writes no row', async () => {
    const config = await loadUsableConfig({ flags: { home: warehouse.home }, env: warehouse.env })
    const opened = await openWarehouse(config.config)
    const written = async () =>
      opened.rows(sql`
        select relname::text, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', c.oid::regclass), false, true, '')))[1]::text as n
        from pg_class c where relkind = 'r' and relnamespace = 'paperboy'::regnamespace order by relname`)
    try {
      const before = await written()
      expect(before.length).toBeGreaterThan(10)
      await doctor(warehouse.env)
      expect(await written()).toEqual(before)
    } finally {
      await opened.close()
    }
  })
})

describe('doctor, where something is missing', () => {
  test('an embedded warehouse that is not there is not made, nor is the data folder', async () => {
    const { code, of } = await doctor({})
    expect(code).toBe(0)
    expect(of('data folder')?.found).toContain('not there yet')
    expect(of('database')).toMatchObject({ state: 'warning', next: 'npx paperboy nightly' })
    expect(existsSync(join(home, 'none'))).toBe(false)
  })

  test('as a process it prints a line for each, with what to type below, and exits with what fails', async () => {
    const ended = await typed(home, ['doctor'], {
      PAPERBOY_HOME: join(home, 'none'),
      PAPERBOY_BROWSER: '/nowhere',
    })
    expect(ended).toMatchObject({ code: 78, stderr: '' })
    expect(ended.stdout).toMatch(/^ok +node +Node \d+\.\d+\.\d+/m)
    expect(ended.stdout).toMatch(/^fails +browser +\/nowhere is not there\n +next: correct PAPERBOY_BROWSER/m)
    expect(ended.stdout).toMatch(/^fails +site .*ECONNREFUSED/m)
  })

  test('a browser that is a folder fails', async () => {
    const { failing, of } = await doctor({ PAPERBOY_BROWSER: home })
    expect(failing).toContain('browser')
    expect(of('browser')?.found).toContain('it is not a program')
  })

  test('several failures stop no other check', async () => {
    const { code, failing, of } = await doctor({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      PAPERBOY_SITE: 'http://127.0.0.1:1',
      PAPERBOY_SMTP: 'smtp://127.0.0.1:1',
      PAPERBOY_MAIL_FROM: 'papers@example.org',
    })
    expect({ code, failing }).toEqual({ code: 69, failing: ['database', 'site', 'mail'] })
    expect(of('database')?.found).toMatch(/was not reached$/)
    expect(of('mail')?.next).toBe(
      'start it, wait until it is up, or correct PAPERBOY_SMTP, then type "npx paperboy doctor"',
    )
    expect(of('browser')?.state).toBe('ok')
  })

  test('a setting that can not be used is named, and only what needs it is left out', async () => {
    const { code, of, failing } = await doctor({
      PAPERBOY_SMTP: 'mail.example.org',
      DATABASE_URL: 'mysql://x',
    })
    expect({ code, failing }).toEqual({ code: 78, failing: ['settings', 'settings'] })
    expect(of('mail')).toMatchObject({ state: 'warning', found: expect.stringContaining('setting smtp') })
    expect(of('database')).toMatchObject({ state: 'warning', found: expect.stringContaining('databaseUrl') })
    expect(of('site')?.state).toBe('ok')
  })

  test('a broken settings file keeps it from asking the real site', async () => {
    const folder = join(home, 'file')
    await mkdir(folder)
    await writeFile(join(folder, 'paperboy.config.json'), '{ "site": ')
    const ended = await typedHere(folder, ['doctor', '--json'], { PAPERBOY_SITE: '' })
    expect(ended.code).toBe(78)
    const { checks } = JSON.parse(ended.stdout) as { checks: readonly Check[] }
    expect(checks.find(({ check }) => check === 'site')).toMatchObject({
      state: 'warning',
      found: "not checked: the settings file can't be used",
    })
  })

  test('a check that hangs is given up', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const { config, problems } = await loadUsableConfig({
      flags: { site: `http://127.0.0.1:${port}`, home: join(home, 'none') },
      env: {},
      settings: await knownSettings(),
    })
    const { findings } = await diagnose({
      config,
      problems,
      signal: new AbortController().signal,
      checks: (await mail.checks?.()) ?? [],
      timeoutMs: 2_000,
    })
    silent.close()
    expect(findings.find(({ check }) => check === 'site')).toMatchObject({
      state: 'fails',
      found: 'no answer within 2 seconds',
      exitCode: 69,
    })
    expect(findings.find(({ check }) => check === 'mail')?.state).toBe('ok')
  })

  test('a data folder that is a file fails', async () => {
    await writeFile(join(home, 'a-file'), '')
    const { code, of } = await doctor({ PAPERBOY_HOME: join(home, 'a-file') })
    expect(code).toBe(78)
    expect(of('data folder')).toMatchObject({ state: 'fails', found: expect.stringContaining('is a file') })
  })

  test('a data folder of somebody else fails', async () => {
    const folder = join(home, 'theirs')
    await mkdir(folder, { mode: 0o755 })
    await chmod(home, 0o755)
    const isRoot = process.getuid?.() === 0
    if (isRoot) await chown(folder, 0, 0)
    else await chmod(folder, 0o555)
    // Root may write everywhere: the check runs as nobody then.
    const as = isRoot ? { uid: 65_534, gid: 65_534 } : {}
    const script = join(import.meta.dirname, '../../../src/features/watch/doctor/check-folder.ts')
    const text = `import { checkFolder } from ${JSON.stringify(script)}
      console.log(JSON.stringify(await checkFolder({ home: ${JSON.stringify(folder)}, databaseUrl: null })))`
    const stdout = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, ['--input-type=module', '-e', text], { ...as, cwd: '/' }, (error, out) =>
        error ? reject(error) : resolve(out),
      )
    })
    await chmod(folder, 0o755)
    expect(JSON.parse(stdout)).toMatchObject([
      { check: 'data folder', state: 'fails', found: `${folder} may not be written` },
    ])
  })

  test('a site that is down or forbids fails, one without robots.txt does not', async () => {
    for (const [answer, state] of [
      ['unavailable', 'fails'],
      ['disallow', 'fails'],
      ['not-found', 'ok'],
    ] as const) {
      replica.setFault({ kind: 'robots', answer })
      const before = replica.requests.length
      const { code, of } = await doctor({})
      replica.clearFaults()
      expect(of('site')).toMatchObject({ state })
      expect(code).toBe(state === 'ok' ? 0 : 69)
      expect(replica.requests.length - before).toBe(1)
    }
  })

  test('a site that leads on and on is asked twice at the most', async () => {
    let asked = 0
    const site = createSite((request, response) => {
      asked++
      response.writeHead(302, { location: `${request.url ?? ''}x` }).end()
    }).listen(0, '127.0.0.1')
    await once(site, 'listening')
    const { port } = site.address() as AddressInfo
    const { code, of } = await doctor({ PAPERBOY_SITE: `http://127.0.0.1:${port}` })
    site.close()
    expect({ code, asked }).toEqual({ code: 69, asked: 2 })
    expect(of('site')?.found).toContain('redirects more than 1 times')
  })

  test('a mail server is logged in to and gets no mail; a wrong password is told', async () => {
    const server = await startMailServer({ hasTls: false })
    try {
      const env = { PAPERBOY_MAIL_FROM: 'papers@example.org' }
      const url = `${server.url}?tls=none`
      expect((await doctor({ ...env, PAPERBOY_SMTP: url })).of('mail')).toMatchObject({
        state: 'ok',
        found: expect.not.stringContaining('right'),
      })
      expect(server.sessions()).toBe(1)
      expect(server.received).toHaveLength(0)
      const { code, of } = await doctor({ ...env, PAPERBOY_SMTP: url.replace('right', 'wrong') })
      expect(code).toBe(78)
      expect(of('mail')).toMatchObject({
        state: 'fails',
        next: 'correct them in PAPERBOY_SMTP, then type "npx paperboy doctor"',
      })
    } finally {
      await server.close()
    }
  })

  test('a bucket is asked and a folder looked at; neither is written', async () => {
    const s3 = await startS3()
    try {
      const env = { ...s3.env, PAPERBOY_CAPTURES: 's3://papers/bodies' }
      expect((await doctor(env)).of('captures')).toMatchObject({ state: 'ok' })
      expect(await s3.keys()).toEqual([])
      const wrong = await doctor({ ...env, PAPERBOY_CAPTURES: 's3://other-bucket' })
      expect(wrong).toMatchObject({ code: 78, failing: ['captures'] })
      s3.setMood('down')
      expect((await doctor(env)).failing).toEqual(['captures'])
    } finally {
      await s3.stop()
    }
    const folder = join(home, 'bodies')
    expect((await doctor({ PAPERBOY_CAPTURES: folder })).of('captures')?.found).toContain('not there yet')
    expect(existsSync(folder)).toBe(false)
    await writeFile(folder, '')
    expect(await doctor({ PAPERBOY_CAPTURES: join(folder, 'below') })).toMatchObject({
      code: 78,
      failing: ['captures'],
    })
  })
})

describe.skipIf(SERVER_PROGRAMS === null)(
  'doctor on a server of its own (skipped where no Postgres is installed)',
  () => {
    let server: OwnServer
    let admin: postgres.Sql
    const urlOf = (user: string, database: string) => {
      const url = new URL(server.url)
      url.username = user
      url.pathname = `/${database}`
      return url.toString()
    }
    beforeAll(async () => {
      server = await ownServer()
      await server.start()
      admin = postgres(server.url, { max: 1, onnotice: () => undefined })
      await admin.unsafe('create role guest login')
      await admin.unsafe("create role locked login password 'right'")
    })
    afterAll(async () => {
      await admin.end({ timeout: 1 })
      await server.drop()
    })

    test('a role that may not make the extension or tables is told what to have granted', async () => {
      await admin.unsafe('create database bare')
      const { code, failing, of } = await doctor({ DATABASE_URL: urlOf('guest', 'bare') })
      expect({ code, failing }).toEqual({ code: 78, failing: ['extension', 'rights'] })
      expect(of('extension')?.next).toContain('CREATE EXTENSION pg_trgm')
      expect(of('rights')?.next).toContain('GRANT CREATE ON SCHEMA')
      expect(of('tables')).toMatchObject({ state: 'warning', found: 'none yet' })
    })

    test('older tables fail, newer ones too, and a role that may only read fails', async () => {
      await admin.unsafe('create database older')
      const opened = await openWarehouse({ databaseUrl: urlOf('postgres', 'older'), home })
      try {
        await migrate(opened)
        await opened.rows(sql`update definitions set hash = 'of before' where name = 'trending'`)
        const env = { DATABASE_URL: urlOf('postgres', 'older') }
        expect((await doctor(env)).of('tables')).toMatchObject({
          state: 'fails',
          found: 'older than this version by 1: views/trending is the first that is missing',
          next: 'npx paperboy db migrate',
        })
        await migrate(opened)
        expect(await doctor(env)).toMatchObject({ code: 0, failing: [] })
        expect(await doctor({ DATABASE_URL: urlOf('guest', 'older') })).toMatchObject({
          code: 78,
          failing: ['database'],
        })
        await opened.rows(sql`grant usage on schema paperboy to guest`)
        await opened.rows(sql`grant select on all tables in schema public, paperboy to guest`)
        const guest = await doctor({ DATABASE_URL: urlOf('guest', 'older') })
        expect(guest).toMatchObject({ code: 78, failing: ['rights'] })
        await opened.rows(sql`insert into migrations (position, tag, hash) values (9999, '9999_later', 'x')`)
        expect((await doctor(env)).of('tables')).toMatchObject({
          state: 'fails',
          found: expect.stringContaining('9999_later'),
        })
      } finally {
        await opened.close()
      }
    })

    test('a wrong password and a database that is not there are told apart', async () => {
      const rules = join(server.folder, 'data/pg_hba.conf')
      const before = await readFile(rules, 'utf8')
      await writeFile(rules, `host all locked 127.0.0.1/32 scram-sha-256\n${before}`)
      await admin.unsafe('select pg_reload_conf()')
      const wrong = await doctor({
        DATABASE_URL: urlOf('locked', 'postgres').replace('locked@', 'locked:wrong@'),
      })
      expect(wrong).toMatchObject({ code: 78, failing: ['database'] })
      expect(wrong.of('database')).toMatchObject({
        found: expect.stringMatching(/does not accept the password for .*locked:\*\*\*@/),
        next: 'correct the password in DATABASE_URL',
      })
      const missing = await doctor({ DATABASE_URL: urlOf('postgres', 'nowhere') })
      expect(missing.of('database')?.next).toContain('createdb')
    })

    test('a server that only reads fails', async () => {
      await admin.unsafe('create database frozen')
      await admin.unsafe('alter database frozen set default_transaction_read_only = on')
      expect((await doctor({ DATABASE_URL: urlOf('postgres', 'frozen') })).of('rights')).toMatchObject({
        state: 'fails',
      })
    })
  },
)

describe('what the checks make of what they find', () => {
  test('an old Node, an old server and a full disk fail', () => {
    const node = { program: '/usr/bin/node', root: '/srv/paperboy' }
    expect(checkNode({ ...node, version: '24.1.0', isClone: true })).toMatchObject({ state: 'fails' })
    expect(checkNode({ ...node, version: '24.1.0', isClone: false })).toMatchObject({ state: 'ok' })
    expect(checkNode({ ...node, version: '20.1.0', isClone: false })).toMatchObject({ state: 'fails' })
    expect(versionFinding(140_012, 'there')).toMatchObject({
      state: 'fails',
      found: expect.stringContaining('14.12'),
    })
    expect(versionFinding(150_000, 'there').state).toBe('ok')
    expect([10, 1000, 10_000].map((mib) => diskFinding(mib * 1024 * 1024, '/').state)).toEqual([
      'fails',
      'warning',
      'ok',
    ])
  })

  test('a window that is over says nothing', () => {
    const window = { bucket: 'pages', left: 0, limit: 100, endsMs: 1000 }
    expect(quotaOf([window], 999)).toMatchObject({ quietUntil: '1970-01-01T00:00:01.000Z' })
    expect(quotaOf([window], 1000)).toMatchObject({ quietUntil: null, finding: { state: 'ok' } })
  })
})

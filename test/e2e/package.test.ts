import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../demo/replica.ts'
import { commitOfClone } from '../../src/base/version-text.ts'
import { VERSION } from '../../src/base/version.ts'
import type { SiteBuilt } from '../../src/features/site/documents.ts'

/*
 * Packs the package and puts it, with what it depends on and nothing else, where no clone is. The dependencies are
 * linked from the clone instead of fetched: that needs no network and saves a minute. One that the package needs and
 * only names as a development dependency is not there, as it would not be.
 */

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
const NPM_SECONDS = 120

/** Null where other Nodes can be had: the registry's packages of them are for Linux alone in this test. */
const WHY_NO_NODES = process.platform === 'linux' ? null : 'other Nodes are fetched for Linux only'
if (WHY_NO_NODES !== null) console.warn(`the package is not tried under other Nodes: ${WHY_NO_NODES}`)

let around: string
let folder: string
let packed: readonly string[]
let env: Record<string, string>

/** Runs a program of the folder there, with an empty environment around it. */
async function typedThere(
  program: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(program, args, { cwd: folder, env: { ...env, ...more } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
    })
  })
}

const paperboy = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  typedThere('npx', ['paperboy', ...args], { npm_config_offline: 'true', ...more })

interface LockedPackage {
  readonly dev?: boolean
}

beforeAll(
  async () => {
    around = await mkdtemp(join(tmpdir(), 'paperboy-package-'))
    folder = join(around, 'elsewhere')
    const modules = join(folder, 'node_modules')
    await mkdir(join(modules, '.bin'), { recursive: true })
    await mkdir(join(around, 'home'))
    env = {
      HOME: join(around, 'home'),
      // The Node of the tests first: a package's scripts run on whatever is found.
      PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    }
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', around], {
      cwd: ROOT,
      env,
      maxBuffer: 64 * 1024 * 1024,
      timeout: NPM_SECONDS * 1000,
    })
    // What its scripts print comes before.
    const told = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [
      { filename: string; files: readonly { path: string }[] },
    ]
    packed = told[0].files.map(({ path }) => path)
    await run('tar', ['-xzf', join(around, told[0].filename), '-C', around])
    await run('mv', [join(around, 'package'), join(modules, 'paperboy')])
    const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Readonly<Record<string, LockedPackage>>
    }
    for (const [path, { dev }] of Object.entries(lock.packages)) {
      const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1]
      if (name === undefined || dev === true || !existsSync(join(ROOT, path))) continue
      await mkdir(dirname(join(modules, name)), { recursive: true })
      await symlink(join(ROOT, path), join(modules, name))
    }
    const { bin } = JSON.parse(await readFile(join(modules, 'paperboy/package.json'), 'utf8')) as {
      bin: { paperboy: string }
    }
    await symlink(join('../paperboy', bin.paperboy), join(modules, '.bin/paperboy'))
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
  },
  2 * NPM_SECONDS * 1000,
)
afterAll(async () => rm(around, { recursive: true, force: true }))

describe('the package', () => {
  test('holds what was compiled, with types and source maps, and nothing of the development', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'CHANGELOG.md',
        'bin/paperboy.js',
        'bin/own-node.js',
        'dist/paperboy.1',
        'dist/src/cli.js',
        'dist/src/cli.js.map',
        'dist/src/library.d.ts',
        'dist/drizzle/meta/_journal.json',
      ]),
    )
    const folders = new Set(
      packed.map((path) =>
        path
          .split('/')
          .slice(0, path.startsWith('dist/') ? 2 : 1)
          .join('/'),
      ),
    )
    expect([...folders].toSorted()).toEqual(
      expect.arrayContaining(['bin', 'dist/demo', 'dist/docs', 'dist/drizzle', 'dist/jobs', 'dist/src']),
    )
    expect(
      packed.filter((path) => /(^|\/)(test|bench|shared|tools|node_modules|\.ci)\/|\.test\./.test(path)),
    ).toEqual([])
    expect(packed.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([])
    const scripts = packed.filter((path) => /^dist\/.*\.js$/.test(path) && !path.includes('/site/files/'))
    expect(scripts.length).toBeGreaterThan(100)
    const has = new Set(packed)
    expect(
      scripts.filter((path) => !has.has(`${path}.map`) || !has.has(path.replace(/\.js$/, '.d.ts'))),
    ).toEqual([])
  })

  test('holds every migration, view and function', async () => {
    const files = await readdir(join(ROOT, 'drizzle'), { recursive: true })
    const there = files.filter((name) => name.endsWith('.sql')).map((name) => `dist/drizzle/${name}`)
    expect(there).toEqual(
      expect.arrayContaining([
        'dist/drizzle/0000_baseline.sql',
        'dist/drizzle/views/paper_days.sql',
        'dist/drizzle/functions/search_papers.sql',
      ]),
    )
    expect(packed.filter((path) => /^dist\/drizzle\/.*\.sql$/.test(path)).toSorted()).toEqual(
      there.toSorted(),
    )
  })

  test('names the commit that it was made from', async () => {
    const commit = commitOfClone(ROOT)
    expect(await paperboy(['--version'])).toEqual({
      code: 0,
      stdout: commit === null ? `${VERSION}\n` : `${VERSION} (${commit})\n`,
      stderr: '',
    })
  })

  test('explains itself', async () => {
    const { code, stdout, stderr } = await paperboy(['--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Usage: paperboy')
  })

  test('fetches, keeps, queries and builds pages, from the command line and from a program', async () => {
    const replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
    try {
      const settings = { PAPERBOY_SITE: replica.url, PAPERBOY_NOW: '2025-09-26T22:00:00Z' }
      const before = await paperboy(['doctor', '--json'], settings)
      expect(before.stderr).toBe('')
      const { checks } = JSON.parse(before.stdout) as { checks: readonly { check: string; state: string }[] }
      expect(checks.filter(({ state }) => state === 'fails')).toEqual([])
      expect(await readdir(folder)).not.toContain('.paperboy')

      expect(await paperboy(['fetch', 'day:2025-09-25'], settings)).toMatchObject({ code: 0 })
      await writeFile(
        join(folder, 'program.mjs'),
        `import { openWarehouse, query } from 'paperboy'
        const warehouse = await openWarehouse({ home: './.paperboy' })
        const rows = await query(warehouse, "select count(*)::int as n from paper_days where day = '2025-09-25'")
        await warehouse.close()
        console.log(JSON.stringify(rows))`,
      )
      const program = await typedThere('node', ['program.mjs'])
      expect(program).toMatchObject({ code: 0, stderr: '' })
      expect(JSON.parse(program.stdout)).toEqual([{ n: 14 }])

      const build = async () => {
        const { code, stdout, stderr } = await paperboy(['site', 'build', 'public', '--json'], settings)
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        return JSON.parse(stdout) as SiteBuilt
      }
      const { pages } = await build()
      expect((await build()).made).toBeLessThan(pages / 2)
      // The pages of a package whose code is another are all made again.
      await appendFile(join(folder, 'node_modules/paperboy/dist/src/model/day.js'), '// Other code.\n')
      expect((await build()).made).toBe(pages)
    } finally {
      await replica.close()
    }
  })

  describe.skipIf(WHY_NO_NODES !== null)('under other Nodes, from the registry', () => {
    // The older one runs the package on a Node that it fetches for itself; the other is the first that needs none.
    test.each([
      ['20.8.0', ['--version'], VERSION],
      ['22.15.0', ['demo', '--log-level', 'error'], 'Qwen3-Omni'],
    ] as const)(
      'Node %s runs paperboy %j',
      async (version, args, told) => {
        const name = `node-linux-${process.arch}`
        const prefix = await mkdtemp(join(around, 'node-'))
        // Where the registry is may stand in the machine's own npmrc, which another Node looks for elsewhere.
        const config = process.env['npm_config_globalconfig']
        const registry = config === undefined ? env : { ...env, npm_config_globalconfig: config }
        const install = ['install', '--no-save', '--no-audit', '--no-fund', `--prefix=${prefix}`]
        await run('npm', [...install, `${name}@${version}`], {
          cwd: prefix,
          env: registry,
          timeout: NPM_SECONDS * 1000,
        })
        const bin = join(prefix, 'node_modules', name, 'bin')
        const there = { ...registry, PATH: [bin, env['PATH'] ?? ''].join(delimiter) }
        expect((await typedThere('node', ['--version'], there)).stdout).toBe(`v${version}\n`)
        const ended = await typedThere('node_modules/.bin/paperboy', args, there)
        expect({ code: ended.code, said: ended.code === 0 ? '' : ended.stderr }).toEqual({
          code: 0,
          said: '',
        })
        expect(ended.stdout).toContain(told)
      },
      2 * NPM_SECONDS * 1000,
    )
  })
})

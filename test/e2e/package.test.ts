import { appendFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startReplica } from '../../demo/replica.ts'
import { commitOfClone } from '../../src/base/version-text.ts'
import { VERSION } from '../../src/base/version.ts'
import type { SiteBuilt } from '../../src/features/site/documents.ts'
import { NPM_SECONDS, type PackedPackage, packPackage } from '../support/packed-package.ts'

const ROOT = join(import.meta.dirname, '../..')

let packed: PackedPackage

const paperboy = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  packed.typedThere('npx', ['paperboy', ...args], { npm_config_offline: 'true', ...more })

beforeAll(
  async () => {
    packed = await packPackage()
  },
  2 * NPM_SECONDS * 1000,
)
afterAll(async () => packed.drop())

describe('the package', () => {
  test('holds what was compiled, with types and source maps, and nothing of the development', () => {
    expect(packed.packed).toEqual(
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
      packed.packed.map((path) =>
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
      packed.packed.filter((path) =>
        /(^|\/)(test|bench|shared|tools|node_modules|\.ci)\/|\.test\./.test(path),
      ),
    ).toEqual([])
    expect(packed.packed.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([])
    // What browsers load is written as JavaScript.
    const scripts = packed.packed.filter(
      (path) => /^dist\/.*\.js$/.test(path) && !/\/site\/files\/|\/search-words\.js$/.test(path),
    )
    expect(scripts.length).toBeGreaterThan(100)
    const has = new Set(packed.packed)
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
    expect(packed.packed.filter((path) => /^dist\/drizzle\/.*\.sql$/.test(path)).toSorted()).toEqual(
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
      expect(await readdir(packed.folder)).not.toContain('.paperboy')

      expect(await paperboy(['fetch', 'day:2025-09-25'], settings)).toMatchObject({ code: 0 })
      await writeFile(
        join(packed.folder, 'program.mjs'),
        `import { openWarehouse, query } from 'paperboy'
        const warehouse = await openWarehouse({ home: './.paperboy' })
        const rows = await query(warehouse, "select count(*)::int as n from paper_days where day = '2025-09-25'")
        await warehouse.close()
        console.log(JSON.stringify(rows))`,
      )
      const program = await packed.typedThere('node', ['program.mjs'])
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
      await appendFile(join(packed.folder, 'node_modules/paperboy/dist/src/model/day.js'), '// Other code.\n')
      expect((await build()).made).toBe(pages)
    } finally {
      await replica.close()
    }
  })
})

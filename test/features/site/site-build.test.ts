import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'cheerio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildSite } from '../../../src/features/site/jobs/build-site.ts'
import { FilesNotWritten, UsageError } from '../../../src/base/errors.ts'
import { namePath } from '../../../src/features/site/parts/links.ts'
import { loadConfig } from '../../../src/base/config.ts'
import { knownSettings } from '../../../src/commands/app.ts'
import type { SiteConfig } from '../../../src/features/site/site-part.ts'
import { staticParts } from '../../../src/features/site/with-site-parts.ts'
import { siteApp } from '../../../src/features/site/site-app.ts'
import type { SiteBuilt } from '../../../src/features/site/documents.ts'
import type { SiteContext } from '../../../src/features/site/site-context.ts'
import { apiList } from '../../support/api-list.ts'
import { startNode } from '../../support/cli-process.ts'
import { HOSTILE_ID, HOSTILE_NAMES, hostileLists, SITE_NOW } from '../../support/hostile-lists.ts'
import { loadAll } from '../../support/load-captures.ts'
import { copyOfProgram, replaceIn } from '../../support/older-version.ts'
import { type TestWarehouse, createWarehouse, HAS_SERVER } from '../../support/warehouses.ts'

const BASE = '/papers'
const LONG_AGO = new Date('2020-01-01')

// One kind of warehouse: what differs between them is below the views, and tested there.
const config = JSON.parse(
  JSON.stringify(await loadConfig({ env: {}, cwd: tmpdir(), settings: await knownSettings() })),
) as SiteConfig

describe('the static site', () => {
  let held: TestWarehouse
  let folder: string
  let context: SiteContext
  beforeAll(async () => {
    held = await createWarehouse()
    folder = await mkdtemp(join(tmpdir(), 'paperboy-site-'))
    await loadAll(held.warehouse, hostileLists(), SITE_NOW)
    context = {
      executor: held.warehouse,
      now: () => SITE_NOW,
      source: 'https://huggingface.co',
      publicUrl: `https://someone.example${BASE}`,
      isStatic: true,
      parts: await staticParts(config),
    }
    await build('site')
  })
  afterAll(async () => {
    await held.drop()
    await rm(folder, { recursive: true, force: true })
  })

  const build = async (
    name: string,
    signal = new AbortController().signal,
    onPhase = () => undefined as void,
    now = SITE_NOW,
  ) =>
    buildSite({ ...context, now: () => now }, { folder: join(folder, name), signal, onPhase, workers: null })

  /** Files of a site, without what it keeps for itself. */
  async function filesOf(name: string): Promise<Map<string, string>> {
    const names = await readdir(join(folder, name), { recursive: true, withFileTypes: true })
    const files = names.filter((each) => each.isFile() && !each.parentPath.includes('.paperboy'))
    const root = join(folder, name)
    return new Map(
      await Promise.all(
        files.map(async (file) => {
          const path = join(file.parentPath, file.name)
          return [path.slice(root.length + 1), await readFile(path, 'latin1')] as const
        }),
      ),
    )
  }

  test('every link of every page leads to a file', async () => {
    const files = await filesOf('site')
    let links = 0
    const broken: string[] = []
    for (const [file, text] of files) {
      if (!file.endsWith('.html')) continue
      const $ = load(Buffer.from(text, 'latin1'))
      for (const element of $('[href], [src], [action]')) {
        const address = $(element).attr('href') ?? $(element).attr('src') ?? $(element).attr('action') ?? ''
        const own = address.startsWith(context.publicUrl!) ? new URL(address).pathname : address
        if (!own.startsWith('/')) continue
        links++
        const path = decodeURIComponent(own.replace(/[?#].*$/, ''))
        const target = `${path.slice(BASE.length + 1)}${path.endsWith('/') ? 'index.html' : ''}`
        if (!path.startsWith(`${BASE}/`) || !files.has(Buffer.from(target).toString('utf8')))
          broken.push(`${file}: ${own}`)
      }
    }
    expect(links).toBeGreaterThan(300)
    expect(broken).toEqual([])
  })

  // Only a server has a URL that another process can be given here.
  test.skipIf(!HAS_SERVER)('processes beside each other write the same', async () => {
    const { databaseUrl } = held
    const workers = { options: { home: folder, databaseUrl }, config, count: 2, leastPages: 1 }
    const signal = new AbortController().signal
    const where = join(folder, 'beside')
    await buildSite(context, { folder: where, signal, onPhase: () => undefined, workers })
    expect(await filesOf('beside')).toEqual(await filesOf('site'))
    await rm(where, { recursive: true })
  })

  test('live and static pages say the same', async () => {
    const app = siteApp({ ...context, isStatic: false })
    const text = (html: string) => {
      const $ = load(html)
      // How long ago something was is said by a server; files say when it was.
      // What only a server can answer.
      $('.live').remove()
      $('time').replaceWith((_, time) => $(time).attr('datetime') ?? '')
      // What needs a server is only there: another view of a list, and a search within it.
      $('nav[aria-label=View]').remove()
      return $('main').text().replaceAll(/\s+/g, '').replace('Searchwithinthesepapers', '')
    }
    const pages: [string, string][] = [
      ['/', 'index.html'],
      ['/day/2026-06-04', 'day/2026-06-04/index.html'],
      ['/week/2026-W23', 'week/2026-W23/index.html'],
      ['/month/2026-06', 'month/2026-06/index.html'],
      ['/trending', 'trending/index.html'],
      ['/trends', 'trends/index.html'],
      [`/paper/${HOSTILE_ID}`, `paper/${HOSTILE_ID}/index.html`],
      ['/organization/nvidia', 'organization/nvidia/index.html'],
      [namePath('author', "Jane O'Doe"), "author/Jane O'Doe/index.html"],
      ['/submitter/someone', 'submitter/someone/index.html'],
      ['/coverage', 'coverage/index.html'],
    ]
    for (const [path, file] of pages) {
      const live = await app.request(path)
      expect([path, text(await readFile(join(folder, 'site', file), 'utf8'))]).toEqual([
        path,
        text(await live.text()),
      ])
    }
  })

  test('names that no file can have get one with a hash; nothing is outside the folder', async () => {
    const authors = await readdir(join(folder, 'site/author'))
    expect(authors.toSorted()).toEqual([
      expect.stringMatching(/^Jane O'Doe$/),
      expect.stringMatching(/^ac-dc~[0-9a-f]{16}$/),
      expect.stringMatching(/^img-src-x-onerror-window-planted-1~[0-9a-f]{16}$/),
      expect.stringMatching(/^name~[0-9a-f]{16}$/),
      expect.stringMatching(/^script-window-planted-1-script~[0-9a-f]{16}$/),
    ])
    // The name of two dots has no address: a browser takes it for the folder above.
    expect(authors).toHaveLength(HOSTILE_NAMES.length - 1)
    expect(await readdir(folder)).toEqual(['site'])
  })

  test('files can be read by the web server, whatever the shell says', async () => {
    const mode = async (path: string) => (await stat(join(folder, 'site', path))).mode & 0o777
    expect([await mode('.'), await mode('day'), await mode('index.html')]).toEqual([0o755, 0o755, 0o644])
  })

  test('a folder that holds something else is refused, and stays as it is', async () => {
    const other = join(folder, 'other')
    await rm(other, { recursive: true, force: true })
    await build('other').then(async () => rm(join(other, '.paperboy'), { recursive: true }))
    const before = await filesOf('other')
    await expect(build('other')).rejects.toThrow(UsageError)
    await expect(build('other')).rejects.toThrow(
      /it holds files that no site build wrote \(404\.html is one of \d+\)/,
    )
    expect(await filesOf('other')).toEqual(before)
    await writeFile(join(folder, 'file'), '')
    await expect(build('file')).rejects.toThrow(/expected a folder for the site, got a file/)
    await rm(join(folder, 'file'))
    await rm(other, { recursive: true })
  })

  test('a build without news writes nothing, a build after a night only what changed: as if made anew', async () => {
    expect((await build('site')).written).toBe(0)
    const files = await filesOf('site')
    for (const name of files.keys()) await utimes(join(folder, 'site', name), LONG_AGO, LONG_AGO)
    await writeFile(join(folder, 'site/CNAME'), 'papers.example')

    // In the next night a paper of 06-05 has left its list, another came, and one more by the same author is there.
    await loadAll(
      held.warehouse,
      [
        apiList(
          '2026-06-05',
          [{ id: '2606.00010', title: 'Zymurgy', keywords: ['yeast'], authors: ["Jane O'Doe"] }],
          '2026-06-08T11:30Z',
        ),
      ],
      SITE_NOW,
    )
    const night = await build('site')
    await build('anew')
    const [now, anew] = [await filesOf('site'), await filesOf('anew')]
    expect(now.get('CNAME')).toBe('papers.example')
    now.delete('CNAME')
    expect([...now.keys()].toSorted()).toEqual([...anew.keys()].toSorted())
    const different = [...now].filter(([name, text]) => anew.get(name) !== text).map(([name]) => name)
    expect(different).toEqual([])
    const kept = await Promise.all(
      [...files.keys()].map(async (name) => {
        const { mtime } = await stat(join(folder, 'site', name)).catch(() => ({ mtime: null }))
        return [name, mtime?.getTime() === LONG_AGO.getTime(), files.get(name) === now.get(name)] as const
      }),
    )
    // What is the same has been left alone, what is not has been written.
    expect(kept.filter(([, isOld, isSame]) => isOld !== isSame)).toEqual([])
    expect(kept.filter(([name, isOld]) => isOld && name.startsWith('day/')).length).toBeGreaterThan(0)
    expect(night.made).toBeLessThan(night.pages)
    await rm(join(folder, 'anew'), { recursive: true })
  })

  test('a night without news leaves the pages of papers alone, also of those that rise', async () => {
    const rising = await readFile(join(folder, 'site/paper/2606.00003/index.html'), 'utf8')
    expect(rising).toContain('Momentum: ')
    const paper = join(folder, 'site/paper')
    for (const name of await readdir(paper)) await utimes(join(paper, name, 'index.html'), LONG_AGO, LONG_AGO)
    const later = SITE_NOW.add({ hours: 1 })
    await build('site', undefined, undefined, later)
    const times = await Promise.all(
      (await readdir(paper)).map(async (name) => (await stat(join(paper, name, 'index.html'))).mtime),
    )
    expect(times.filter((time) => time.getTime() !== LONG_AGO.getTime())).toEqual([])
    // Not counted anew for three days, it rises no longer.
    await build('site', undefined, undefined, SITE_NOW.add({ hours: 100 }))
    expect(await readFile(join(folder, 'site/paper/2606.00003/index.html'), 'utf8')).not.toContain('Momentum')
    await build('site')
  })

  test.skipIf(!HAS_SERVER)(
    'all pages and parts of the search are made again by a program with other code or another version, none by the same one',
    async () => {
      const program = join(folder, 'program')
      const cli = await copyOfProgram(program)
      const site = join(folder, 'by-programs')
      const env = { DATABASE_URL: held.databaseUrl!, PAPERBOY_NOW: SITE_NOW.toString() }
      const buildThere = async () => {
        const { code, stdout, lines } = await startNode([cli, 'site', 'build', site, '--json'], env).ended
        expect([code, code === 0 ? [] : lines]).toEqual([0, []])
        return JSON.parse(stdout) as SiteBuilt
      }
      const { pages } = await buildThere()
      const same = await buildThere()
      expect(same.written).toBe(0)
      // Those that are made each time.
      const moving = same.made
      expect(moving).toBeLessThan(pages / 2)

      const manifest = join(program, 'package.json')
      const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
      const changes = [
        ['src/model/day.ts', 'export ', '// Other code.\nexport '],
        ['package.json', `"version": "${version}"`, '"version": "99.0.0"'],
        ['package.json', '"@observablehq/plot": "', '"@observablehq/plot": "^'],
      ] as const
      for (const [file, now, after] of changes) {
        await replaceIn(join(program, file), now, after)
        expect([file, (await buildThere()).made]).toEqual([file, pages])
      }
      expect((await buildThere()).made).toBe(moving)

      const parts = async () =>
        [...(await filesOf('by-programs'))].filter(([name]) => name.endsWith('.pf_fragment'))
      const before = await parts()
      const indexing = join(program, 'src/features/site/static/search-index.ts')
      await replaceIn(indexing, 'asSigns(paper.title)', 'asSigns(paper.title.toUpperCase())')
      await buildThere()
      const after = await parts()
      expect(after.length).toBeGreaterThan(0)
      expect(after.filter(([name]) => before.some(([old]) => old === name))).toEqual([])
      await rm(site, { recursive: true })
      await rm(program, { recursive: true })
    },
    60_000,
  )

  test('two builds in one folder do not disturb each other, and that of a killed one can be gone on with', async () => {
    const where = join(folder, 'twice')
    const both = await Promise.allSettled([build('twice'), build('twice')])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = both.find((each) => each.status === 'rejected')
    expect(refused?.reason).toBeInstanceOf(FilesNotWritten)
    expect(String(refused?.reason)).toContain(`another build writes the site in ${where}: wait until it ends`)
    expect(await filesOf('twice')).toEqual(
      new Map([...(await filesOf('site'))].filter(([name]) => name !== 'CNAME')),
    )
    // What a process that is gone leaves behind.
    const dead = { pid: 2 ** 22 + 1, startTime: null, host: hostname() }
    await writeFile(join(where, '.paperboy/lock'), JSON.stringify(dead))
    expect((await build('twice')).written).toBe(0)
    await rm(where, { recursive: true })
  })

  test('a build that was stopped is gone on with, and what a stranger deleted comes back', async () => {
    const stop = new AbortController()
    let phases = 0
    const stopped = build('cut', stop.signal, () => {
      if (++phases === 2) stop.abort()
    })
    await expect(stopped).rejects.toThrow(/aborted/)
    await build('cut')
    await rm(join(folder, 'cut/day/2026-06-04'), { recursive: true })
    expect((await build('cut')).written).toBe(1)
    expect(await filesOf('cut')).toEqual(
      new Map([...(await filesOf('site'))].filter(([name]) => name !== 'CNAME')),
    )
    await rm(join(folder, 'cut'), { recursive: true })
  })
})

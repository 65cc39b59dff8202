import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { knownSettings } from '../../src/commands/app.ts'
import { writeWarc } from '../../src/load/captures/warc-file.ts'
import type { StoredCapture } from '../../src/model/capture.ts'
import { typedHere } from '../support/paperboy.ts'
import { keepServer } from '../support/ready-folder.ts'

const SETTINGS = await knownSettings()

const NOW = { PAPERBOY_NOW: '2026-06-03T12:00:00Z' }

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-refused-'))
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

describe('a command that only reads', () => {
  test.each([
    [['status']],
    [['status', '--check']],
    [['sql', 'select 1']],
    [['export', 'all.warc.gz']],
    [['feed', '--out', 'all.xml']],
    [['quarantine', 'list']],
    [['replay', '--dry-run']],
    [['backfill', '--from', '2026-05-01', '--to', '2026-05-02', '--dry-run']],
    [['db', 'migrate', '--dry-run']],
    [['db', 'prune']],
    [['db', 'serve', '--port', '0']],
  ])('%j makes no warehouse where there is none, and says so', async (args) => {
    const ended = await typedHere(folder, [...args, '--home', join(folder, 'typo')], NOW)
    expect(ended).toMatchObject({ code: 78, stdout: '' })
    expect(ended.stderr).toBe(
      `paperboy: there is no warehouse in ${join(folder, 'typo')}: run "npx paperboy nightly" to create and fill one, or give another --home\n`,
    )
    expect(await readdir(folder)).toEqual([])
  })
})

describe('what makes no sense', () => {
  test.each([
    [['replay', '--from', '2026-06-02', '--to', '2026-06-01'], '--from 2026-06-02 is after --to 2026-06-01'],
    [['export', 'a.warc.gz', '--from', '2026-06-02', '--to', '2026-06-01'], 'is after --to 2026-06-01'],
    [['backfill', '--from', '2026-06-02', '--to', '2026-06-01'], 'is after --to 2026-06-01'],
    [['fetch', 'day:2026-06-04'], 'that day is in the future; today is 2026-06-03'],
    [['fetch', 'week:2026-W24'], 'that week is in the future; this week is 2026-W23'],
    [['fetch', 'month:2026-07'], 'that month is in the future; this month is 2026-06'],
    [['fetch', 'month:2023-04'], 'the first list is of 2023-05'],
    [['sql', '--format', 'csv', '--json', 'select 1'], '--format csv and --json'],
    [['sql', ''], 'the statement is empty'],
    [['sql', ' \n\t'], 'the statement is empty'],
    [['status', '--max-age', '3h'], '--max-age is for --check'],
    [['status', '--check', '--max-age', 'soon'], 'such as 26h, 90m or 2d'],
    [['import', 'nosuch.html'], 'nosuch.html: there is no such file'],
    [['import', 'nosuch.warc.gz'], 'nosuch.warc.gz: there is no such file'],
    [['import', '--manifest', 'nosuch.ndjson'], 'nosuch.ndjson: there is no such file'],
    [['history', 'import', 'nosuch.csv'], 'nosuch.csv: there is no such file'],
    [['import', '--history', 'a.csv'], '"import --history" is now "history import"'],
    [['--json', 'import', '--forget-history=a'], '"import --forget-history" is now "history delete"'],
    [['db', 'thin'], '"db thin" is now "db prune": type npx paperboy db prune --help'],
    [['--home', 'somewhere', 'db', 'reader', 'me'], '"db reader" is now "db grant"'],
    [
      ['subscribe', 'jane@example.org', '--rhythm', 'weekly'],
      '"subscribe --rhythm" is now "subscribe --frequency"',
    ],
    [['dataset', 'write', 'here'], '"dataset write" is now "dataset export"'],
    [['replay', '--queue'], '"replay --queue" is now "replay --enqueue"'],
    [['history', 'delete', 'them'], 'there is no terminal: add --yes'],
    [['demo', '--json'], 'has no JSON'],
    [['feed', 'order:age'], 'order:age: expected one of rank, votes'],
    [
      ['feed', 'day:2023-05-03'],
      'day 2023-05-03: the first list is of 2023-05-04; ask for that day or a later one',
    ],
    [['feed', 'day:2026-06-04'], 'day 2026-06-04: that day is in the future; today is 2026-06-03'],
    [['feed', 'week:2026-W24'], 'that week is in the future; this week is 2026-W23'],
    [['feed', 'today', 'at:2026-06-04T00:00:00Z'], 'at:2026-06-04T00:00:00Z: that is in the future'],
    [['feed', '--format', 'opml'], "'opml' is invalid. Allowed choices are atom, json, rss."],
    [['feed', '--format', 'rss', '--json'], '--format rss and --json ask for two formats'],
    [['feed', '--out', 'no/a.xml'], 'make it with "mkdir -p'],
    [['feed', '--out', '.'], ". is a folder: expected a file's name, as in ./papers.xml"],
    [['feed', '--base', 'https://example.org'], 'add --out FILE'],
    [['feed', '--out', 'a.xml', '--base', 'example.org'], 'expected an http or https address'],
  ])('%j is refused with a sentence, and nothing is made', async (args, sentence) => {
    const ended = await typedHere(folder, args, NOW)
    expect(ended.code).toBe(2)
    // With --json it is a log line.
    expect(ended.stderr.replaceAll(String.raw`\"`, '"')).toContain(sentence)
    expect(await readdir(folder)).toEqual([])
  })

  const page = ['--listing', 'day:2026-06-01']

  test('an import of a folder, and of a WARC file with a listing, is refused', async () => {
    await mkdir(join(folder, 'saved'))
    await writeFile(join(folder, 'a.warc.gz'), '')
    const whole = await typedHere(folder, ['import', 'saved'], NOW)
    expect(whole).toMatchObject({ code: 2, stderr: expect.stringContaining('saved is a folder') })
    const archive = await typedHere(folder, ['import', 'a.warc.gz', ...page], NOW)
    expect(archive).toMatchObject({ code: 2, stderr: expect.stringContaining('omit --listing') })
  })

  test('a capture more than a day in the future is refused: typed, named, in a manifest', async () => {
    await writeFile(join(folder, 'x.html'), '<html></html>')
    await writeFile(join(folder, '2026-06-01@20260605.html'), '<html></html>')
    const line = (capturedAt: string, path = 'x.html') =>
      JSON.stringify({ path, listing: 'day:2026-06-01', capturedAt })
    await writeFile(
      join(folder, 'm.ndjson'),
      `${line('2026-06-03T00:00:00Z')}\n${line('2026-06-04T12:00:01Z')}\n`,
    )
    await writeFile(join(folder, 'n.ndjson'), `\n${line('2026-06-03T00:00:00Z', 'gone.html')}\n`)
    for (const [args, where] of [
      [
        ['x.html', ...page, '--captured-at', '2026-06-04T12:00:01Z'],
        'x.html: captured at 2026-06-04T12:00:01.000Z',
      ],
      [['2026-06-01@20260605.html'], 'is in the future'],
      [['--manifest', 'm.ndjson'], 'm.ndjson, line 2: captured at'],
      [['--manifest', 'n.ndjson'], /n\.ndjson, line 2: .*gone\.html: there is no such file/],
      [
        ['x.html', '--listing', 'week:2026-W30', '--captured-at', '2026-06-03T00:00:00Z'],
        'that week is in the future',
      ],
    ] as const) {
      const ended = await typedHere(folder, ['import', ...args], NOW)
      expect(ended.code).toBe(2)
      expect(ended.stderr).toMatch(where)
    }
    expect(await readdir(folder)).not.toContain('.paperboy')
  })
})

describe('with a warehouse', () => {
  let home: string
  let leave: () => Promise<void>

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'paperboy-refusing-'))
    leave = await keepServer(join(home, '.paperboy'))
  })
  afterAll(async () => {
    await leave()
    await rm(home, { recursive: true, force: true })
  })

  const stored = async () =>
    (await typedHere(home, ['sql', '--format', 'csv', 'select count(*) from captures'])).stdout

  test.each(['select 1; select 2', ';', 'commit'])(
    'the statement "%s" is refused with a sentence',
    async (statement) => {
      expect(await typedHere(home, ['sql', statement])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(
          /^paperboy: (these are several statements|the statement returns no columns)/,
        ),
      })
    },
  )

  test.each([
    [
      'garbage.warc.gz',
      Uint8Array.from({ length: 3000 }, (_, at) => (at * at * 73) % 251),
      'record 1: no WARC record, expected one that begins with WARC/1.1',
    ],
    ['zipped.warc.gz', gzipSync('a: b\r\n\r\nc'), 'record 1: no WARC record'],
    ['empty.warc.gz', Buffer.alloc(0), 'holds no WARC record'],
    ['2026-06-01@20260602.html.gz', Buffer.from([0x1f, 0x8b, 1, 2]), "can't be read"],
  ])('%s with bytes that are none of it is refused, and nothing is stored', async (name, bytes, sentence) => {
    await writeFile(join(home, name), bytes)
    const ended = await typedHere(home, ['import', name], NOW)
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(sentence) })
    expect(await stored()).toBe('count\n0\n')
  })

  test('a WARC record more than a day in the future is refused before anything is loaded', async () => {
    const body = new TextEncoder().encode('<html></html>')
    const capture: StoredCapture = {
      id: '1',
      listing: { kind: 'day', key: '2026-06-01' },
      form: 'page',
      url: 'https://huggingface.co/papers/date/2026-06-01',
      finalUrl: 'https://huggingface.co/papers/date/2026-06-01',
      status: 200,
      fetchedWith: 'http',
      headers: { 'content-type': 'text/html' },
      body,
      fetchedAt: Temporal.Instant.from('2026-06-06T00:00:00Z'),
      sha256: Buffer.from(await crypto.subtle.digest('SHA-256', body)).toString('hex'),
    }
    const one = async function* () {
      yield capture
    }
    await writeWarc(join(home, 'late.warc.gz'), one(), 'test')
    const ended = await typedHere(home, ['import', 'late.warc.gz'], NOW)
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('late.warc.gz, day:2026-06-01: captured at 2026-06-06T00:00:00.000Z'),
    })
    expect((await typedHere(home, ['sql', '--format', 'csv', 'select count(*) from captures'])).stdout).toBe(
      'count\n0\n',
    )
  })

  test('a history is named after its file, or as --source says, and told as JSON', async () => {
    await writeFile(join(home, 'votes.csv'), 'id,date,votes\n2601.00001,2026-01-05,7\n2601.00001,soon,7\n')
    const { code, stdout } = await typedHere(home, ['history', 'import', 'votes.csv', '--json'], NOW)
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 75,
      exit_code: 75,
      source: 'votes',
      lines: 2,
      rejected_lines: 1,
      conflicts: 0,
      rejections: [{ line: 3, reason: expect.stringContaining('the time is "soon"') }],
      rows: { outside_counts: 1, snapshots: 0 },
    })
    const own = await typedHere(home, ['history', 'import', 'votes.csv', '--source', 'paperboy'], NOW)
    expect(own).toMatchObject({ code: 2, stderr: expect.stringContaining('reserved for Paperboy') })
    const gone = await typedHere(home, ['history', 'delete', 'votes', '--yes'], NOW)
    expect(gone).toMatchObject({ code: 0, stdout: expect.stringContaining('1 rows written') })
  })

  test('an empty file is told as an empty answer, not as a page that has changed', async () => {
    await writeFile(join(home, '2026-06-02@20260603.html'), '')
    expect(await typedHere(home, ['import', '2026-06-02@20260603.html'], NOW)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('1 answer without a list'),
    })
  })
})

describe('a setting that no request can carry', () => {
  test.each(['HF_TOKEN', 'PAPERBOY_CONTACT'])('(%s) is named, with exit code 78', async (variable) => {
    for (const value of ['me\n', 'a\r\nb: c', '私']) {
      const ended = await typedHere(folder, ['fetch', 'day:2026-06-01'], { [variable]: value })
      expect(ended).toMatchObject({ code: 78, stdout: '' })
      expect(ended.stderr).toMatch(new RegExp(`from environment ${variable}: got .*expected one line`))
    }
    expect(await readdir(folder)).toEqual([])
  })
})

describe('a settings file that is broken', () => {
  test.each([
    [
      'json',
      '{\n "site": "http://127.0.0.1",\n oops\n}',
      ', line 3 ',
      'Expected double-quoted property name',
    ],
    ['yaml', 'site: [a\nb: }', ', line 2 ', 'deficient indentation'],
    ['ts', 'export default {\n  site: "x",,\n}', ', line 2 ', 'Unexpected token'],
    ['mjs', '\nexport default { site: nowhere }', ', line 2 ', 'nowhere is not defined'],
    ['json', '{"sight": "x"}', ' has the unknown setting sight', 'expected home'],
    ['json', '[1]', ' holds no settings', 'expected names and values'],
    ['json', '{"site": "nowhere"}', 'setting site from ', 'expected an http or https address'],
  ])(
    '(%s: %s) is named with line and reason, and config still prints the settings',
    async (ending, text, where, reason) => {
      const file = join(folder, `paperboy.config.${ending}`)
      await writeFile(file, text)
      const env = { PAPERBOY_SITE: '' }
      const status = await typedHere(folder, ['status'], env)
      expect(status).toMatchObject({ code: 78, stdout: '' })
      for (const part of [file, where, reason]) expect(status.stderr).toContain(part)
      const config = await typedHere(folder, ['config', '--json'], env)
      expect(config).toMatchObject({ code: 78, stderr: expect.stringContaining(file) })
      const { settings, problems } = JSON.parse(config.stdout) as { settings: object[]; problems: string[] }
      expect(settings).toHaveLength(Object.keys(SETTINGS).length)
      expect(problems).toEqual([expect.stringContaining(reason)])
      expect((await typedHere(folder, ['config', '--all'], env)).stdout).toContain('PAPERBOY_HOME')
      expect((await typedHere(folder, ['config'], env)).stdout).toMatch(
        /^\d+ settings have their default values/m,
      )
    },
  )
})

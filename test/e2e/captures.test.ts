import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCli } from '../support/cli-process.ts'
import { typedHere } from '../support/paperboy.ts'
import { createCliEmbedded, type CliWarehouse } from '../support/cli-warehouse.ts'

const PAGE = '<html><body>My holidays: ü\r\n\r\n</body></html>'

// What the SQL does on a server is in test/integration/forget.test.ts; starting processes takes long.
describe('stored responses by the command line', () => {
  let held: CliWarehouse

  const paperboy = async (...args: string[]) => typedHere('/', args, held.env)
  const importIt = async (...more: string[]) =>
    paperboy('import', join(held.home, 'day:2026-06-03@20260604T0900Z.html'), ...LISTING, ...more)
  const LISTING = ['--listing', 'day:2026-06-03', '--captured-at', '2026-06-04T09:00:00.250Z']

  beforeAll(async () => {
    held = await createCliEmbedded()
    await writeFile(join(held.home, 'day:2026-06-03@20260604T0900Z.html'), PAGE)
    await importIt()
  })
  afterAll(async () => held.drop())

  test('an import is exported, and a folder that is not there is named', async () => {
    const file = join(held.home, 'all.warc.gz')
    expect(await paperboy('export', file)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 responses written'),
    })
    expect(existsSync(file)).toBe(true)
    const nowhere = await paperboy('export', join(held.home, 'nowhere', 'all.warc.gz'))
    expect(nowhere.code).toBe(2)
    expect(nowhere.stderr).toMatch(/there is no folder .*nowhere; make it with "mkdir -p/)
  })

  test('one is listed, shown, and its body given back as it was', async () => {
    expect((await paperboy('captures', 'list')).stdout).toMatch(
      /day:2026-06-03\s+2026-06-04 09:00:00\s+import/,
    )
    const listed = await paperboy('captures', '--listing', 'day:2026-06-03', '--json')
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { id: '1', listing: 'day:2026-06-03', fetched_at: '2026-06-04T09:00:00.250Z' },
    ])
    expect((await paperboy('captures', 'show', '1')).stdout).toMatch(/^listing: day:2026-06-03\n/)
    expect((await startCli(['captures', 'show', '1', '--body'], held.env).ended).stdout).toBe(PAGE)
    for (const [args, sentence] of [
      [['show', '7'], /there is no capture 7: "npx paperboy captures list"/],
      [['show', 'seven'], /"seven" is not the id of a capture/],
      [['forget', '1', '0x7'], /"0x7" is not the id of a capture/],
      [['list', '--listing', 'day'], /"day" has no key/],
    ] as const) {
      const ended = await paperboy('captures', ...args)
      expect(ended.code, args.join(' ')).toBe(2)
      expect(ended.stderr).toMatch(sentence)
    }
  })

  test('one is forgotten only when somebody said yes, and then not imported again unasked', async () => {
    const unasked = await paperboy('captures', 'forget', '1')
    expect(unasked.code).toBe(2)
    expect(unasked.stderr).toMatch(/asks before it deletes, and there is no terminal: add --yes/)
    const forgotten = await paperboy('captures', 'forget', '1', '--yes', '--reason', 'my holidays')
    expect(forgotten).toMatchObject({
      code: 0,
      stdout: 'Capture 1 is forgotten, with everything read from it.\n',
    })
    expect((await paperboy('captures', 'list')).stdout).toBe('No response is stored.\n')
    const refused = await importIt()
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/was capture 1 of day:2026-06-03, forgotten at .*\(my holidays\)/)
    expect((await importIt('--again')).code).toBe(65)
  })
})

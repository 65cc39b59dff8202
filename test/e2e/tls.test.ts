import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { runCli } from '../support/cli-process.ts'

describe('a site over TLS', () => {
  let home: string
  let replica: Replica

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'paperboy-tls-'))
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'replica' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    })
    await writeFile(join(home, 'authority.pem'), cert)
    replica = await startReplica({ now: '2025-09-26T22:00:00Z', tls: { key, cert } })
  })
  afterAll(async () => {
    await replica.close()
    await rm(home, { recursive: true, force: true })
  })

  async function fetchDay(env: Readonly<Record<string, string>>) {
    const around = { PAPERBOY_HOME: home, PAPERBOY_SITE: replica.url, ...env }
    return runCli(['fetch', 'day:2025-09-25', '--log-level', 'error'], around)
  }

  test('is fetched when its certificate is trusted', async () => {
    expect(await fetchDay({ NODE_EXTRA_CA_CERTS: join(home, 'authority.pem') })).toMatchObject({
      code: 0,
      lines: [],
    })
    expect(replica.url).toMatch(/^https:/)
    expect(replica.requests.map(({ path, status }) => `${status} ${path}`)).toEqual([
      '200 /robots.txt',
      '200 /papers/date/2025-09-25',
    ])
  })

  test('is refused when it is not, in one line that says so', async () => {
    const before = replica.requests.length
    const { code, lines } = await fetchDay({})
    expect(code).toBe(69)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/self.signed certificate/)
    expect(replica.requests).toHaveLength(before)
  })
})

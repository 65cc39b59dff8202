import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'

const CLI = join(import.meta.dirname, '../../src/cli.ts')

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
    const around = {
      PATH: process.env['PATH'] ?? '',
      PAPERBOY_HOME: home,
      PAPERBOY_SITE: replica.url,
      ...env,
    }
    return new Promise<{ code: number; stderr: string }>((resolve) => {
      const args = [CLI, 'fetch', 'day:2025-09-25', '--log-level', 'error']
      execFile(process.execPath, args, { env: around, cwd: home }, (error, _, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr }),
      )
    })
  }

  test('is fetched when its certificate is trusted', async () => {
    expect(await fetchDay({ NODE_EXTRA_CA_CERTS: join(home, 'authority.pem') })).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(replica.url).toMatch(/^https:/)
    expect(replica.requests.map(({ path, status }) => `${status} ${path}`)).toEqual([
      '200 /robots.txt',
      '200 /papers/date/2025-09-25',
    ])
  })

  test('is refused when it is not, in one line that says so', async () => {
    const before = replica.requests.length
    const { code, stderr } = await fetchDay({})
    expect(code).toBe(69)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(/self.signed certificate/)
    expect(replica.requests).toHaveLength(before)
  })
})

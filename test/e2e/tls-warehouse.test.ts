import { chownSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../support/cli-process.ts'
import { type OwnServer, ownServer, SERVER_PROGRAMS } from '../support/own-server.ts'

describe.skipIf(SERVER_PROGRAMS === null)('a warehouse over TLS', () => {
  let server: OwnServer
  let authority: string

  beforeAll(async () => {
    server = await ownServer()
    authority = join(server.folder, 'localhost.pem')
    await certify('localhost')
    await server.kill()
    await server.start()
  })
  afterAll(async () => server.drop())

  /** Gives the server a certificate of a name, for connections to come. */
  async function certify(name: string): Promise<void> {
    const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    })
    const files = { cert: join(server.folder, `${name}.pem`), key: join(server.folder, `${name}.key`) }
    writeFileSync(files.cert, cert)
    writeFileSync(files.key, key, { mode: 0o600 })
    // A server takes no key of another user's.
    const { uid, gid } = statSync(join(server.folder, 'sockets'))
    chownSync(files.key, uid, gid)
    const admin = postgres(server.url, { max: 1 })
    await admin.unsafe(`alter system set ssl_cert_file = '${files.cert}'`)
    await admin.unsafe(`alter system set ssl_key_file = '${files.key}'`)
    await admin.unsafe('alter system set ssl = on')
    await admin.unsafe('select pg_reload_conf()')
    await admin.end()
  }

  const connect = async (query: string, trusted: string | null) => {
    const url = server.url.replace('127.0.0.1', 'localhost') + query
    const env = { DATABASE_URL: url, ...(trusted !== null && { NODE_EXTRA_CA_CERTS: trusted }) }
    return runCli(['db', 'migrate', '--dry-run'], env)
  }

  test.each([
    ['verify-full takes a trusted certificate of the host', '?sslmode=verify-full', true, 0],
    ['verify-full refuses one that nobody vouches for', '?sslmode=verify-full', false, 78],
    ['require does not ask who answers', '?sslmode=require', false, 0],
    ['sslrootcert in the address is not understood', '?sslrootcert=/x.pem', true, 78],
  ])('%s', async (_, query, isTrusted, expected) => {
    const { code, lines } = await connect(query, isTrusted ? authority : null)
    expect({ code, lines }).toMatchObject({
      code: expected,
      lines: expected === 0 ? [] : [expect.anything()],
    })
  })

  test('verify-full refuses a trusted certificate of another name', async () => {
    await certify('elsewhere')
    const { code, lines } = await connect('?sslmode=verify-full', join(server.folder, 'elsewhere.pem'))
    expect(code).toBe(78)
    expect(lines.join()).toMatch(/altnames|Hostname/)
  })
})

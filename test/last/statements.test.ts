import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, expect, test } from 'vitest'
import { openQueue } from '../../src/features/workers/queue/open-queue.ts'
import { STATEMENTS_FOLDER } from '../support/record-statements.ts'
import { createEmbedded, createOnServer, HAS_SERVER, type TestWarehouse } from '../support/warehouses.ts'

/*
 * Each test runs on one engine. Here each statement that any of them sent is parsed and analysed by both, so that SQL which
 * only one version takes is found all the same.
 */

/** What the program asks one version only, after a look at which it is. */
const FOR_ONE_VERSION = [
  // How a role is lent, since Postgres 16.
  /^grant "[^"]+" to session_user with set true, inherit false$/,
]

const open: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of open) await close()
})

test('every statement that the tests have sent is one for either version of Postgres', async ({ skip }) => {
  const texts = recorded().filter((text) => !FOR_ONE_VERSION.some((each) => each.test(text)))
  if (!HAS_SERVER) skip('no server: all tests ran on the embedded Postgres, and no other version is here')
  // A few files have few; what they sent is still tried, but the share of what can't be says nothing.
  if (texts.length === 0) skip('no statement was recorded: this comes after the other tests of a whole run')
  const [server, embedded] = [await preparing(createOnServer), await preparing(createEmbedded)]
  if (server.version === embedded.version) skip(`both are Postgres ${server.version}`)
  const refused: string[] = []
  let untried = 0
  for (const text of texts) {
    const [there, here] = await Promise.all([server.refusalOf(text), embedded.refusalOf(text)])
    if (there === here) {
      if (there !== null) untried++
    } else
      refused.push(
        `Postgres ${server.version}: ${there ?? 'takes it'}; ${embedded.version}: ${here ?? 'takes it'}\n${text}`,
      )
  }
  console.log(
    `${texts.length} statements: ${texts.length - untried} taken by both, ${untried} stand for what only tests make`,
  )
  expect(refused).toEqual([])
})

function recorded(): string[] {
  const folder = process.env[STATEMENTS_FOLDER]
  if (folder === undefined) return []
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  const lines = files.flatMap((text) => text.split('\n').filter((line) => line.endsWith('"')))
  return [...new Set(lines.map((line) => JSON.parse(line) as string))]
}

/** An empty warehouse with queues; `refusalOf` gives the code of the error with which it refuses to prepare a statement. */
async function preparing(create: () => Promise<TestWarehouse>) {
  const held = await create()
  const queue = await openQueue(held.warehouse)
  await queue.close()
  const options = { max: 1, onnotice: () => undefined, connection: { search_path: 'paperboy, public' } }
  const client =
    typeof held.address === 'string'
      ? postgres(held.address, options)
      : postgres({ ...held.address, ...options })
  open.push(async () => {
    await client.end({ timeout: 1 })
    await held.drop()
  })
  const [{ server_version_num: version }] = (await client`show server_version_num`) as [
    { server_version_num: string },
  ]
  return {
    version: Math.floor(Number(version) / 10_000),
    refusalOf: async (text: string): Promise<string | null> => {
      try {
        await client.unsafe(text).describe()
        return null
      } catch (error) {
        return (error as { code?: string }).code ?? String(error)
      }
    },
  }
}

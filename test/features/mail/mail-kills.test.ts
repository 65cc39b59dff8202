import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from '../../../src/base/sql.ts'
import { expect, test } from 'vitest'
import { subscribeConfirmed } from '../../../src/features/mail/jobs/subscribe.ts'
import { apiList, madeEntries } from '../../support/api-list.ts'
import { seeded } from '../../support/chaos.ts'
import { jobContext } from '../../support/job-context.ts'
import { loadAll } from '../../support/load-captures.ts'
import { readMail, startMailServer } from '../../support/mail-server.ts'
import { createEmbedded } from '../../support/warehouses.ts'

const KILLS = Number(process.env['PAPERBOY_TEST_MAIL_KILLS'] ?? 5)
const SUBSCRIBERS = 4 * KILLS
const SENDER = join(import.meta.dirname, '../../support/mail-sender.ts')
const NOW = '2026-06-04T07:00:00Z'

/** Where the sender is when it is killed. */
const MOMENTS = ['prepares', 'names the receiver', 'has sent the text', 'was told that it is taken'] as const

test(
  `each of ${SUBSCRIBERS} mails comes once though the sender is killed ${KILLS} times`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    const random = seeded(7)
    const held = await createEmbedded()
    const server = await startMailServer()
    try {
      const context = jobContext(held.warehouse, 'https://site.example', () =>
        Temporal.Instant.from('2026-06-03T12:00Z'),
      )
      const read = '2026-06-04T00:30:00Z'
      await loadAll(
        held.warehouse,
        [apiList('2026-06-03', madeEntries(3), read)],
        Temporal.Instant.from(read),
      )
      for (let n = 0; n < SUBSCRIBERS; n++)
        await subscribeConfirmed(context, {
          address: `reader${n}@example.org`,
          wishes: { selection: '', frequency: 'daily', hour: 7, zone: 'UTC', language: 'en' },
        })
      const start = () => {
        const given = { address: held.address, smtp: server.url, certificate: server.certificate, now: NOW }
        const child = spawn(process.execPath, [SENDER, JSON.stringify(given)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        return { child, ended: once(child, 'close') }
      }
      const hits: Record<string, number> = {}
      for (let killed = 0; killed < KILLS; killed++) {
        const moment = MOMENTS[killed % MOMENTS.length]!
        const { child, ended } = start()
        const kill = () => child.kill('SIGKILL')
        let mails = 1 + Math.floor(random() * 3)
        const isNow = () => --mails === 0
        if (moment === 'prepares') {
          // None is sent meanwhile.
          server.behaviour.atRecipient = async () => new Promise<null>(() => undefined)
          child.stdout?.once('data', () => setTimeout(kill, random() * 20 * SUBSCRIBERS))
        } else if (moment === 'names the receiver')
          server.behaviour.atRecipient = () => {
            if (isNow()) kill()
            return null
          }
        else
          server.behaviour.atEnd = () => {
            // The answer goes out in between: whether it is heard is a matter of microseconds.
            if (isNow() && moment === 'has sent the text') kill()
            else if (mails === 0) setTimeout(kill, random() * 4)
            return null
          }
        const [code, signal] = (await ended) as [number | null, string | null]
        delete server.behaviour.atRecipient
        delete server.behaviour.atEnd
        expect(code ?? signal).toSatisfy((end) => end === 'SIGKILL' || end === 0)
        if (signal === 'SIGKILL') hits[moment] = (hits[moment] ?? 0) + 1
      }
      const { ended } = start()
      expect((await ended)[0]).toBe(0)

      const deliveries = await held.warehouse.rows<{
        address: string
        message_id: string
        state: string
      }>(sql`
      select s.address, d.message_id, d.state from deliveries d join subscribers s on s.id = d.subscriber_id`)
      const arrivals = Map.groupBy(server.received, ({ to }) => to)
      const cameTo = ({ address }: { address: string }) => arrivals.get(address)?.length ?? 0
      const isUnknown = ({ state }: { state: string }) => state === 'unknown'
      const counts = {
        kills: hits,
        due: deliveries.length,
        sent: deliveries.filter(({ state }) => state === 'sent').length,
        unknownAndThere: deliveries.filter((each) => isUnknown(each) && cameTo(each) === 1).length,
        unknownAndNotThere: deliveries.filter((each) => isUnknown(each) && cameTo(each) === 0).length,
        lost: deliveries.filter((each) => !isUnknown(each) && cameTo(each) === 0).length,
        twice: deliveries.filter((each) => cameTo(each) > 1).length,
      }
      console.log(`mails and kills: ${JSON.stringify(counts)}`)
      expect(counts).toMatchObject({ due: SUBSCRIBERS, lost: 0, twice: 0 })
      expect(counts.sent + counts.unknownAndThere + counts.unknownAndNotThere).toBe(SUBSCRIBERS)
      // One kill leaves one mail at most of which nobody knows.
      expect(counts.unknownAndThere + counts.unknownAndNotThere).toBeLessThanOrEqual(KILLS)
      const [some] = server.received
      expect(deliveries.map(({ message_id }) => `<${message_id}>`)).toContain(
        (await readMail(some)).messageId,
      )
    } finally {
      await server.close()
      await held.drop()
    }
  },
)

import { minute } from '../../commands/status-text.ts'
import type { Standing } from '../../feature.ts'
import type { Executor } from '../../load/warehouse/executor.ts'
import { mailsLeft } from './store/delivery-store.ts'

/** Mails that are ready and not sent yet, and since when the oldest of them is. */
export async function mailStanding(executor: Executor): Promise<Standing> {
  const mails = await mailsLeft(executor)
  const { waiting, oldest } = mails
  const whose = waiting === 1 ? '1 mail waits' : `${waiting} mails wait`
  return {
    values: { mails },
    text:
      waiting === 0
        ? ''
        : `${whose} to be sent, ready since ${minute(oldest)}. Type: npx paperboy digest send`,
    health: { mails },
    gauges: [
      { name: 'waiting_mails', help: 'Mails that are ready and not sent yet.', values: [{ value: waiting }] },
      {
        name: 'oldest_waiting_mail_timestamp_seconds',
        help: 'Since when the oldest of them is ready.',
        values: oldest === null ? [] : [{ value: Temporal.Instant.from(oldest).epochMilliseconds / 1000 }],
      },
    ],
  }
}

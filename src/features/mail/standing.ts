import { minute } from '../../commands/status-text.ts'
import type { Standing } from '../../feature.ts'
import type { Executor } from '../../load/warehouse/executor.ts'
import { mailsLeft } from './store/delivery-store.ts'

/** Counts the mails that are ready but not sent, with the time of the oldest. */
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
      { name: 'waiting_mails', help: 'Mails that are ready but not sent.', values: [{ value: waiting }] },
      {
        name: 'oldest_waiting_mail_timestamp_seconds',
        help: 'Instant at which the oldest of them was ready.',
        values: oldest === null ? [] : [{ value: Temporal.Instant.from(oldest).epochMilliseconds / 1000 }],
      },
    ],
  }
}

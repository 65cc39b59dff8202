/*
 * A process that sends the digests that are due, for tests that kill it. Its one argument says, as JSON, where the
 * warehouse and the mail server are, and when it is.
 */
import { sendDigests } from '../../src/features/mail/jobs/send-digests.ts'
import type { ServerAddress } from '../../src/load/warehouse/connection.ts'
import { openPostgres } from '../../src/load/warehouse/open-server.ts'
import { jobContext } from './job-context.ts'

const { address, smtp, certificate, now } = JSON.parse(process.argv[2] ?? '{}') as {
  address: ServerAddress
  smtp: string
  certificate: string
  now: string
}
const warehouse = await openPostgres({
  kind: 'server',
  location: 'the tests',
  address,
  dump: null,
  whyUnopened: (cause) => new Error('the server of the tests does not answer', { cause }),
})
process.stdout.write('ready\n')
const { runCounts } = await sendDigests(
  jobContext(warehouse, 'https://site.example', () => Temporal.Instant.from(now)),
  {
    from: { name: 'Paperboy', address: 'papers@example.org' },
    dkim: null,
    smtp: { url: smtp, tls: { ca: certificate } },
    outbox: '',
    publicUrl: null,
    perSecond: 1000,
  },
)
process.stdout.write(`${JSON.stringify(runCounts.mails)}\n`)
await warehouse.close()

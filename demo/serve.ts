import { Command, InvalidArgumentError } from 'commander'
import { startReplica } from './replica.ts'

interface Flags {
  readonly port: number
  readonly now: string
  readonly seconds: number
  readonly quota: boolean
  readonly perAddress?: true
}

/** Runs the replica as a process: prints its address as one line, and ends on SIGTERM, SIGINT or after `--seconds`. */
const flags = new Command('npm run replica --')
  .description('Serves the stand-in for the site on loopback. Prints its address, and ends on Ctrl+C.')
  .option('--port <n>', 'port to listen on; 0 for a free one', wholeNumber, 8080)
  .option('--now <instant>', "where the replica's clock starts", instant, '2025-09-28T12:00:00Z')
  .option('--seconds <n>', 'end after this time', wholeNumber, 3600)
  .option('--no-quota', 'answer any number of requests')
  .option('--per-address', 'a quota for each address that asks, not one for all')
  .addHelpText(
    'after',
    '\nExample, in two terminals:\n  $ npm run replica -- --now 2025-09-26T22:00:00Z' +
      '\n  $ PAPERBOY_NOW=2025-09-26T22:00:00Z npx paperboy nightly --site http://127.0.0.1:8080 --home rehearsal',
  )
  .parse()
  .opts<Flags>()
const replica = await startReplica({
  port: flags.port,
  now: flags.now,
  quota: flags.quota && { perAddress: flags.perAddress === true },
})
const timer = setTimeout(() => void end(), flags.seconds * 1000)
process.once('SIGTERM', () => void end())
process.once('SIGINT', () => void end())
process.stdout.write(`${replica.url}\n`)

async function end(): Promise<void> {
  clearTimeout(timer)
  await replica.close()
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

function instant(text: string): string {
  try {
    return Temporal.Instant.from(text).toString()
  } catch {
    throw new InvalidArgumentError('Expected an instant such as 2025-09-26T22:00:00Z.')
  }
}

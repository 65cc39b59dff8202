import { parseArgs } from 'node:util'
import { startReplica } from './replica.ts'

/** Runs the replica as a process: prints its address as one line, and ends on SIGTERM, SIGINT or after `--seconds`. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8080' },
    now: { type: 'string', default: '2025-09-28T12:00:00Z' },
    seconds: { type: 'string', default: '3600' },
    'no-quota': { type: 'boolean', default: false },
  },
})
const replica = await startReplica({
  port: Number(values.port),
  now: values.now,
  ...(values['no-quota'] && { quota: false }),
})
const timer = setTimeout(() => void end(), Number(values.seconds) * 1000)
process.once('SIGTERM', () => void end())
process.once('SIGINT', () => void end())
process.stdout.write(`${replica.url}\n`)

async function end(): Promise<void> {
  clearTimeout(timer)
  await replica.close()
}

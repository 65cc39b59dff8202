import type { Progress } from '../../jobs/run/job-context.ts'

/** Creates a progress bar on a terminal; in a pipe there are only log lines. */
export async function createProgress(isTerminal: boolean): Promise<Progress> {
  if (!isTerminal) return { start: () => undefined, advance: () => undefined, stop: () => undefined }
  const { progress } = await import('@clack/prompts')
  let bar: ReturnType<typeof progress> | null = null
  return {
    start: (total, what) => {
      if (total === 0) return
      bar = progress({ max: total, style: 'block', output: process.stderr })
      bar.start(`${total} ${what}`)
    },
    advance: (label, steps = 1) => bar?.advance(steps, label),
    stop: (summary) => bar?.stop(summary),
  }
}

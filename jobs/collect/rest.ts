import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for half to one and a half of a time, in milliseconds, or until told to stop. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(Math.round(ms * (0.5 + Math.random())), undefined, { signal })
  } catch {
    // Told to stop: the loop above sees the signal.
  }
}

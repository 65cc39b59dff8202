import type { Config } from '../../base/config.ts'
import { valuesOf } from '../../base/setting.ts'
import type { RunObserver } from '../../../jobs/run/job-context.ts'
import { lineageEvents, type LineageEvents, type LineageTarget } from './lineage-events.ts'
import { ping, pingFailure } from './ping.ts'
import { WATCH_SETTINGS } from './settings.ts'
import { writeHealth } from './write-health.ts'

/** Creates the configured observers: health files, then ping, then OpenLineage events. */
export function observersFrom(config: Config): RunObserver[] {
  const {
    ping: address,
    openLineage: to,
    openLineageKey: key,
    openLineageParent: parent,
  } = valuesOf(config, WATCH_SETTINGS)
  return [
    healthObserver,
    ...(address === null ? [] : [pingObserver(address)]),
    ...(to === null ? [] : [lineageObserver({ to, key, parent })]),
  ]
}

/** Keeps the health files current. A single job writes none: its worker does so for all. */
export const healthObserver: RunObserver = {
  ended: async (context, _run, { failure }) => {
    if (context.isQueueJob !== true && failure === undefined) await writeHealth(context)
  },
  changed: writeHealth,
}

/** Pings a cron monitor. */
export function pingObserver(address: string): RunObserver {
  return {
    started: async ({ logger, isQueueJob }) => {
      if (isQueueJob !== true) await ping({ address, logger }, 'start')
    },
    ended: async ({ logger, isQueueJob }, _run, { exitCode, failure }) => {
      if (isQueueJob === true) return
      if (failure === undefined) await ping({ address, logger }, exitCode)
      else await pingFailure({ address, logger }, failure)
    },
    failed: async (logger, error) => pingFailure({ address, logger }, error),
  }
}

/** Sends OpenLineage events. */
export function lineageObserver(target: LineageTarget): RunObserver {
  const begun = new Map<string, LineageEvents>()
  return {
    started: (context, run) => {
      const events = lineageEvents(context, target, run)
      begun.set(run.id, events)
      events.start()
    },
    ended: async (context, run, end) => {
      const events = begun.get(run.id) ?? lineageEvents(context, target, run)
      begun.delete(run.id)
      await events.end(end)
    },
    lost: async (context, run, error) =>
      lineageEvents(context, target, run).end({ outcome: 'interrupted', error }),
  }
}

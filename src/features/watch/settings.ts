import { resolve } from 'node:path'
import { z } from 'zod'
import { keyText, type Settings, webAddress } from '../../base/setting.ts'

/** Receivers of a report on each run. */
export const WATCH_SETTINGS = {
  ping: {
    env: 'PAPERBOY_PING',
    about: 'address pinged at the start and end of each run (/start, then /EXITCODE)',
    // Anyone who knows it can report for this job.
    secret: true,
    schema: webAddress.nullable().default(null),
  },
  openLineage: {
    env: 'OPENLINEAGE_URL',
    about: 'destination of OpenLineage events: the address of a collector, or a file; unset sends none',
    // A wrong address may have a password in it, and is not repeated.
    secret: true,
    schema: z
      .string()
      .regex(
        /^(?:https?:\/\/[^\s/@]+(?:\/\S*)?|(?![A-Za-z][\w+.-]+:).+)$/,
        'expected an http or https address without a password, or the path of a file such as lineage.ndjson',
      )
      .nullable()
      .default(null),
    resolve: (value: string | null, cwd: string) =>
      value === null || /^https?:/.test(value) ? value : resolve(cwd, value),
  },
  openLineageKey: {
    env: 'OPENLINEAGE_API_KEY',
    about: 'bearer token for the OpenLineage collector',
    secret: true,
    schema: keyText.nullable().default(null),
  },
  openLineageParent: {
    env: 'OPENLINEAGE_PARENT_ID',
    about: "the orchestrator's run that runs here belong to: NAMESPACE/JOB/UUID",
    secret: false,
    schema: z
      .string()
      .regex(
        /^.+\/[^/]+\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
        'expected NAMESPACE/JOB/UUID, such as airflow/daily.papers/01989a6c-7d2e-7c3a-9f00-4a1f6a2b3c4d',
      )
      .nullable()
      .default(null),
  },
} as const satisfies Settings

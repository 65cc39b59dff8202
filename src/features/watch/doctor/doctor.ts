import type { Config, SettingProblem } from '../../../base/config.ts'
import type { Check } from '../../../feature.ts'
import { EXIT, type ExitCode } from '../../../base/errors.ts'
import { checkBrowser } from './check-browser.ts'
import { checkBodyStore } from './check-body-store.ts'
import { checkFolder } from './check-folder.ts'
import { checkNode, nodeHere } from './check-node.ts'
import { checkQuota } from './check-quota.ts'
import { checkRecords } from './check-records.ts'
import { checkSite } from './check-site.ts'
import { withWarehouseChecked } from './check-warehouse.ts'
import { failure, failureOf, type Finding, warning, well } from '../../../base/finding.ts'

/** Time limit of a check; a server that swallows every packet is given up after eleven seconds. */
const TIMEOUT_MS = 25_000

/** Inputs of the checks. */
export interface Looked {
  readonly config: Config
  /** Settings that can't be used; `config` has their defaults. */
  readonly problems: readonly SettingProblem[]
  readonly signal: AbortSignal
  /** Checks of features. Default: none. */
  readonly checks?: readonly Check[]
  /** Time limit of a check, in milliseconds. Default 25,000. */
  readonly timeoutMs?: number
}

/** Findings of all checks, and the exit code. */
export interface Diagnosis {
  readonly findings: readonly Finding[]
  readonly exitCode: ExitCode
}

/**
 * Checks everything that a run needs, and writes nothing. A failed check stops no other, and each is given up after a
 * time.
 */
export async function diagnose({
  config,
  problems,
  signal,
  checks = [],
  timeoutMs = TIMEOUT_MS,
}: Looked): Promise<Diagnosis> {
  const check = async (
    name: string,
    needs: readonly string[],
    look: (until: AbortSignal) => Promise<readonly Finding[]>,
  ): Promise<readonly Finding[]> => {
    const broken = problems.find((problem) => problem.name === null || needs.includes(problem.name))
    if (broken)
      return [
        warning(
          name,
          `not checked: ${broken.name === null ? 'the settings file' : `the setting ${broken.name}`} can't be used`,
          'correct it first, see "settings"',
        ),
      ]
    return bounded(name, look, signal, timeoutMs)
  }
  let quietUntil: string | null = null
  const findings = [checkNode(nodeHere()), ...settingFindings(problems)]
  findings.push(...(await check('data folder', ['home', 'databaseUrl'], async () => checkFolder(config))))
  const database = await check(
    'database',
    ['home', 'databaseUrl', 'directDatabaseUrl', 'embedded'],
    async () =>
      withWarehouseChecked(config, async (warehouse, isMigrated) => {
        if (!isMigrated) return []
        const quota = await checkQuota(warehouse, config)
        quietUntil = quota.quietUntil
        return [quota.finding, ...(await checkRecords(warehouse))]
      }),
  )
  findings.push(...database)
  const others = await Promise.all([
    check('site', ['site', 'token', 'contact', 'quotaIdentity', 'now'], async (until) => [
      await checkSite(config, quietUntil, until),
    ]),
    check('browser', ['browser'], async () => [await checkBrowser(config.browser)]),
    check('captures', ['captures', 's3Endpoint', 's3Region', 's3Key', 's3Secret', 's3Token'], async () => [
      await checkBodyStore(config),
    ]),
    ...checks.map(async ({ name, needs, look }) => check(name, needs, async () => look(config))),
  ])
  findings.push(...others.flat())
  return { findings, exitCode: exitCodeOf(findings) }
}

/** Picks the exit code: 0 when nothing fails; what must be corrected goes before what may pass by itself. */
function exitCodeOf(findings: readonly Finding[]): ExitCode {
  const codes = findings.flatMap(({ exitCode }) => (exitCode === null ? [] : [exitCode]))
  if (codes.length === 0) return EXIT.done
  return codes.includes(EXIT.configuration) ? EXIT.configuration : EXIT.unreachable
}

function settingFindings(problems: readonly SettingProblem[]): Finding[] {
  if (problems.length === 0) return [well('settings', 'all are valid')]
  return problems.map(({ problem }) => failure('settings', problem, 'correct it; see "npx paperboy config"'))
}

/** Waits for a check no longer than it may take, and turns what it throws into a finding. */
async function bounded(
  name: string,
  look: (until: AbortSignal) => Promise<readonly Finding[]>,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<readonly Finding[]> {
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const { promise, resolve } = Promise.withResolvers<readonly Finding[]>()
  const giveUp = (found: string) =>
    resolve([
      failure(
        name,
        found,
        'type "npx paperboy doctor" again; see "npx paperboy config" for where it looks',
        EXIT.unreachable,
      ),
    ])
  const stopped = () => giveUp('stopped before it was checked')
  const timer = setTimeout(() => {
    giveUp(`no answer within ${timeoutMs / 1000} seconds`)
    over.abort()
  }, timeoutMs)
  if (signal.aborted) stopped()
  signal.addEventListener('abort', stopped, { once: true })
  const looking = look(until).catch((error: unknown) => [failureOf(name, error)])
  try {
    return await Promise.race([looking, promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stopped)
  }
}

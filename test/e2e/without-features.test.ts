import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Replica, startReplica } from '../../demo/replica.ts'
import { featureOf, projectImports } from '../../tools/check-imports.ts'
import { startNode } from '../support/cli-process.ts'
import { copyOfProgram } from '../support/older-version.ts'
import { createWarehouse } from '../support/warehouses.ts'

/*
 * The proof that the core needs no feature: each is taken away in a copy of the program, then all of them.
 */

const ROOT = join(import.meta.dirname, '../..')
const FEATURES = (await readdir(join(ROOT, 'src/features'))).toSorted()
const IMPORTS = projectImports(ROOT)

/** A feature and those that build on it. */
function withDependents(...names: readonly string[]): string[] {
  const folders: ReadonlySet<string> = new Set(names.map((name) => `src/features/${name}`))
  const others = IMPORTS.flatMap(({ from, to }) =>
    folders.has(featureOf(to) ?? '') ? (featureOf(from)?.split('/').at(-1) ?? []) : [],
  )
  const all = [...new Set([...names, ...others])].toSorted()
  return all.length === names.length ? all : withDependents(...all)
}

/** Takes a feature's folder and its lines in features.ts away. */
async function removeFeature(folder: string, name: string): Promise<void> {
  await rm(join(folder, 'src/features', name), { recursive: true })
  const list = join(folder, 'src/features.ts')
  const text = await readFile(list, 'utf8')
  const kept = text
    .split('\n')
    .filter((line) => !line.includes(`/features/${name}/`))
    .join('\n')
    .replace(new RegExp(`(?<=[[ ])${name}(?:, |(?=\\]))`), '')
  await writeFile(list, kept)
}

describe('without', () => {
  let replica: Replica
  let program: string
  let cli: string
  /** The types of what has not changed since the last look are not looked at again. */
  const checkTypes = () => {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const config = ['-p', 'tsconfig.core.json']
    const { stdout, status } = spawnSync(process.execPath, [tsc, ...config], {
      cwd: program,
      encoding: 'utf8',
    })
    return [stdout, status]
  }

  beforeAll(async () => {
    replica = await startReplica({ now: '2025-09-26T22:00:00Z', quota: false })
    program = await mkdtemp(join(tmpdir(), 'paperboy-features-'))
    cli = await copyOfProgram(program)
    await cp(join(ROOT, 'demo'), join(program, 'demo'), { recursive: true })
    await cp(join(ROOT, 'tsconfig.json'), join(program, 'tsconfig.json'))
    // Charts are drawn in a document; tests bring its types along.
    const compilerOptions = { lib: ['esnext', 'dom'], incremental: true, tsBuildInfoFile: './types.json' }
    const config = { extends: './tsconfig.json', compilerOptions, include: ['src', 'jobs', 'demo'] }
    await writeFile(join(program, 'tsconfig.core.json'), JSON.stringify(config))
    checkTypes()
    await cp(join(program, 'types.json'), join(program, 'types-of-all.json'))
  }, 600_000)
  afterEach(async () => {
    const options = { recursive: true, preserveTimestamps: true }
    for (const part of ['src/features', 'src/features.ts'])
      await cp(join(ROOT, part), join(program, part), options)
    // As it was with all of them: what comes back is not looked at again.
    await cp(join(program, 'types-of-all.json'), join(program, 'types.json'))
  })
  afterAll(async () => {
    await replica.close()
    await rm(program, { recursive: true })
  })

  test.each([...FEATURES.map((name) => [name, withDependents(name)] as const), ['all', FEATURES] as const])(
    '%s (%j) types compile, and a night is collected, told and asked',
    async (name, removed) => {
      for (const each of removed) await removeFeature(program, each)
      expect(checkTypes()).toEqual(['', 0])

      const held = await createWarehouse()
      try {
        const env = {
          DATABASE_URL: held.databaseUrl ?? '',
          PAPERBOY_HOME: join(program, `home-${name}`),
          PAPERBOY_SITE: replica.url,
          PAPERBOY_NOW: '2025-09-26T22:00:00Z',
        }
        const run = async (...words: string[]) => {
          const { code, stdout, lines } = await startNode([cli, ...words], env).ended
          expect([words, code, code === 0 ? [] : lines]).toEqual([words, 0, []])
          return stdout
        }
        await run('nightly', '--day', '2025-09-23')
        expect(JSON.parse(await run('status', '--json'))).toMatchObject({ failed: [], totals: { days: 2 } })
        if (name === 'all')
          expect(await run('sql', 'SELECT count(*) > 10 AS many FROM paper_days', '--format', 'csv')).toBe(
            'many\nt\n',
          )
        expect(await run('papers')).toContain('2509.')
        expect(/^ {2}subscribe /m.test(await run('--help'))).toBe(!removed.includes('mail'))
      } finally {
        await held.drop()
      }
    },
  )
})

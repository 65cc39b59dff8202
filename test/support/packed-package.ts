import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')
export const NPM_SECONDS = 120

/** The package as it would be installed, in a folder where no clone is. */
export interface PackedPackage {
  /** The folder above all that was made. */
  readonly around: string
  /** Where it is installed. */
  readonly folder: string
  /** The files that are in it. */
  readonly packed: readonly string[]
  /** All that is around a program there. */
  readonly env: Readonly<Record<string, string>>
  /** Runs a program of the folder there, with as good as nothing around it. */
  readonly typedThere: (
    program: string,
    args: readonly string[],
    more?: Readonly<Record<string, string>>,
  ) => Promise<{ code: number; stdout: string; stderr: string }>
  readonly drop: () => Promise<void>
}

interface LockedPackage {
  readonly dev?: boolean
}

/**
 * Packs the package and puts it, with what it depends on and nothing else, where no clone is. The dependencies are
 * linked from the clone instead of fetched: that needs no network and saves a minute. One that the package needs and
 * only names as a development dependency is not there, as it would not be.
 */
export async function packPackage(): Promise<PackedPackage> {
  const around = await mkdtemp(join(tmpdir(), 'paperboy-package-'))
  const folder = join(around, 'elsewhere')
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, '.bin'), { recursive: true })
  await mkdir(join(around, 'home'))
  const env = {
    HOME: join(around, 'home'),
    // The Node of the tests first: a package's scripts run on whatever is found.
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
  }
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', around], {
    cwd: ROOT,
    env,
    maxBuffer: 64 * 1024 * 1024,
    timeout: NPM_SECONDS * 1000,
  })
  // What its scripts print comes before.
  const told = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [
    { filename: string; files: readonly { path: string }[] },
  ]
  const packed = told[0].files.map(({ path }) => path)
  await run('tar', ['-xzf', join(around, told[0].filename), '-C', around])
  await run('mv', [join(around, 'package'), join(modules, 'paperboy')])
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, LockedPackage>>
  }
  for (const [path, { dev }] of Object.entries(lock.packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1]
    if (name === undefined || dev === true || !existsSync(join(ROOT, path))) continue
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(ROOT, path), join(modules, name))
  }
  const { bin } = JSON.parse(await readFile(join(modules, 'paperboy/package.json'), 'utf8')) as {
    bin: { paperboy: string }
  }
  await symlink(join('../paperboy', bin.paperboy), join(modules, '.bin/paperboy'))
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  return {
    around,
    folder,
    packed,
    env,
    typedThere: async (program, args, more = {}) =>
      new Promise((resolve) => {
        execFile(program, args, { cwd: folder, env: { ...env, ...more } }, (error, stdout, stderr) => {
          resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
        })
      }),
    drop: async () => rm(around, { recursive: true, force: true }),
  }
}

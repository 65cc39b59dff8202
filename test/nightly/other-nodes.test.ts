import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VERSION } from '../../src/base/version.ts'
import { NPM_SECONDS, type PackedPackage, packPackage } from '../support/packed-package.ts'

const run = promisify(execFile)

/** Null where other Nodes can be had: the registry's packages of them are for Linux alone in this test. */
const WHY_NO_NODES = process.platform === 'linux' ? null : 'other Nodes are fetched for Linux only'
if (WHY_NO_NODES !== null) console.warn(`the package is not tried under other Nodes: ${WHY_NO_NODES}`)

let packed: PackedPackage

beforeAll(
  async () => {
    packed = await packPackage()
  },
  2 * NPM_SECONDS * 1000,
)
afterAll(async () => packed.drop())

describe.skipIf(WHY_NO_NODES !== null)('under other Nodes, from the registry', () => {
  // The older one runs the package on a Node that it fetches for itself; the other is the first that needs none.
  test.each([
    ['20.8.0', ['--version'], VERSION],
    ['22.15.0', ['demo', '--log-level', 'error'], 'Qwen3-Omni'],
  ] as const)(
    'Node %s runs paperboy %j',
    async (version, args, told) => {
      const name = `node-linux-${process.arch}`
      const prefix = await mkdtemp(join(packed.around, 'node-'))
      // Where the registry is may stand in the machine's own npmrc, which another Node looks for elsewhere.
      const config = process.env['npm_config_globalconfig']
      const registry = config === undefined ? packed.env : { ...packed.env, npm_config_globalconfig: config }
      const install = ['install', '--no-save', '--no-audit', '--no-fund', `--prefix=${prefix}`]
      await run('npm', [...install, `${name}@${version}`], {
        cwd: prefix,
        env: registry,
        timeout: NPM_SECONDS * 1000,
      })
      const bin = join(prefix, 'node_modules', name, 'bin')
      const there = { ...registry, PATH: [bin, packed.env['PATH'] ?? ''].join(delimiter) }
      expect((await packed.typedThere('node', ['--version'], there)).stdout).toBe(`v${version}\n`)
      const ended = await packed.typedThere('node_modules/.bin/paperboy', args, there)
      expect({ code: ended.code, said: ended.code === 0 ? '' : ended.stderr }).toEqual({
        code: 0,
        said: '',
      })
      expect(ended.stdout).toContain(told)
    },
    2 * NPM_SECONDS * 1000,
  )
})

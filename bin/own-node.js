import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const CONFIGURATION = 78

/**
 * Runs this very command again on a Node of the project's own, for a machine whose Node is too old. A clone has it
 * from `npm ci`; the package fetches it once, by npm, into its own folder, and nobody else's commands see it.
 */
export async function runOnOwnNode({ root, isClone, needed }) {
  const node = isClone ? join(root, 'node_modules', 'node', 'bin', 'node') : fetched(root)
  if (node === null || !existsSync(node)) {
    const next = isClone ? 'run "npm ci" in the project\'s folder, which brings it' : `install Node ${needed}`
    process.stderr.write(
      `paperboy: this is Node ${process.versions.node}, Node ${needed} or later is needed: ${next}, and try again\n`,
    )
    process.exit(CONFIGURATION)
  }
  const child = spawn(node, [join(root, 'bin', 'paperboy.js'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // What is typed at a terminal reaches the child by itself; what is sent to this process alone does not.
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    for (const name of SIGNALS) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

/** Path of the Node that was fetched for this package, fetched now if need be; null when that failed. */
function fetched(root) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const version = devDependencies.node
  const isWindows = process.platform === 'win32'
  const platform = isWindows ? 'win' : process.platform
  const isNewMac = process.platform === 'darwin' && process.arch === 'arm64'
  const name = `${isNewMac ? 'node-bin' : 'node'}-${platform}-${process.arch}`
  const cache = join(root, 'node_modules', '.cache')
  const folder = join(cache, `node-${version}`)
  const node = join(folder, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node')
  if (existsSync(node)) return node

  process.stderr.write(
    `paperboy: this is Node ${process.versions.node}; fetching Node ${version} for this program, once\n`,
  )
  mkdirSync(cache, { recursive: true })
  // Beside its place, then moved: two first starts at once, or one that is killed, leave nothing half-written.
  const temporary = mkdtempSync(join(cache, 'node-'))
  const { status } = spawnSync(
    isWindows ? 'npm.cmd' : 'npm',
    [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--fetch-retries=1',
      '--loglevel=error',
      `--prefix=${temporary}`,
      `${name}@${version}`,
    ],
    { stdio: ['ignore', 2, 2], shell: isWindows, env: { ...process.env, npm_config_global: 'false' } },
  )
  try {
    if (status === 0) renameSync(temporary, folder)
  } catch (error) {
    if (!existsSync(node)) throw error
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  return existsSync(node) ? node : null
}

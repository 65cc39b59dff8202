#!/usr/bin/env node
// Read by whatever Node the machine has, so this file and own-node.js use nothing that Node 20 lacks.
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
// A clone runs its sources, by the Node that can read them; the package runs what was compiled from them.
const isClone = existsSync(join(ROOT, 'src', 'cli.ts'))
const needed = isClone ? 26 : 22

if (Number(process.versions.node.split('.')[0]) < needed) {
  const { runOnOwnNode } = await import('./own-node.js')
  await runOnOwnNode({ root: ROOT, isClone, needed })
} else {
  // What a run has compiled the next one takes from the disk: half the time to start, and the compiler is not even
  // loaded. In the project's own folder: what lies in a folder for all could be somebody else's.
  module.enableCompileCache(join(ROOT, 'node_modules', '.cache', 'paperboy'))
  if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')
  await import(isClone ? '../src/cli.ts' : '../dist/src/cli.js')
}

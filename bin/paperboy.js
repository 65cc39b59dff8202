#!/usr/bin/env node
// Read by whatever Node the machine has, so this file and own-node.js use nothing that Node 20 lacks.
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Not by import.meta.dirname, which the first ones of Node 20 lack.
const ROOT = fileURLToPath(new URL('..', import.meta.url))
// A clone runs its sources, by the Node that can read them; the package runs what was compiled from them.
const isClone = existsSync(join(ROOT, 'src', 'cli.ts'))
// The package decompresses with what Node has from 22.15 on.
const needed = isClone ? [26, 0] : [22, 15]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  const { runOnOwnNode } = await import('./own-node.js')
  await runOnOwnNode({ root: ROOT, isClone, needed: needed.join('.') })
} else {
  // What a run has compiled the next one takes from the disk: half the time to start, and the compiler is not even
  // loaded. In the project's own folder: what lies in a folder for all could be somebody else's.
  module.enableCompileCache(join(ROOT, 'node_modules', '.cache', 'paperboy'))
  if (!('Temporal' in globalThis)) await import('temporal-polyfill/global')
  await import(isClone ? '../src/cli.ts' : '../dist/src/cli.js')
}

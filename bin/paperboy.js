#!/usr/bin/env node
import * as module from 'node:module'
import { join } from 'node:path'

// The sources run as they are on the Node that the project pins. npx and npm put that one first in the path; an
// older one can't even read them, so say what to type instead of failing on the syntax.
const NEEDED = 26
if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    `paperboy: this is Node ${process.versions.node}, Node ${NEEDED} is needed: run "npx paperboy" in the project's ` +
      'folder (after "npm ci"), which uses the one that the project brings\n',
  )
  process.exit(78)
}
// What a run has compiled the next one takes from the disk: half the time to start, and the compiler is not even loaded.
// In the project's own folder: what lies in a folder for all could be somebody else's.
module.enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/paperboy'))
await import('../src/cli.ts')

import { join, relative } from 'node:path'
import { type Finding, failure, well } from '../../../base/finding.ts'

/** A Node, and the program that it runs. */
export interface NodeFacts {
  readonly version: string
  /** Path of its program. */
  readonly program: string
  /** Sources need a newer Node than the compiled package. */
  readonly isClone: boolean
  /** Folder of the clone or the package. */
  readonly root: string
}

/** As in bin/paperboy.js. */
const NEEDED_BY_CLONE = [26, 0] as const
const NEEDED_BY_PACKAGE = [22, 15] as const

/** Describes the Node that runs this. */
export function nodeHere(): NodeFacts {
  const isClone = import.meta.filename.endsWith('.ts')
  return {
    version: process.versions.node,
    program: process.execPath,
    isClone,
    root: join(import.meta.dirname, isClone ? '../../../..' : '../../../../..'),
  }
}

/** Checks that the Node is new enough, and says whose it is. */
export function checkNode({ version, program, isClone, root }: NodeFacts): Finding {
  const needed = isClone ? NEEDED_BY_CLONE : NEEDED_BY_PACKAGE
  const isOwn = !relative(join(root, 'node_modules'), program).startsWith('..')
  const found = `Node ${version}, ${isOwn ? "the project's own" : program}`
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return well('node', found)
  return failure(
    'node',
    `${found}; ${needed.join('.')} or later is needed`,
    isClone
      ? 'run "npm ci" in the project\'s folder, and start it by "npx paperboy"'
      : `start it with "npx paperboy", which fetches a Node of its own, or install Node ${needed.join('.')}`,
  )
}

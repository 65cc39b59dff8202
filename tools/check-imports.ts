import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/*
 * Holds the house's rules of imports: one line for each room, no circles, types included. `npm run check` runs it.
 */

const ROOT = join(import.meta.dirname, '..')

/**
 * What each room may import beside itself, the longest name first to match. `load/...` are rooms in a room: what stands
 * above may import what stands below.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  'src/base': ['src/model'],
  'src/crawl': ['src/base', 'src/model'],
  'src/transform': ['src/model'],
  'src/load/warehouse': ['src/base', 'src/model'],
  'src/load/captures': ['src/load/warehouse', 'src/base', 'src/model'],
  'src/load/ledger': ['src/load/warehouse', 'src/base', 'src/model'],
  'src/load/history': ['src/load/ledger', 'src/load/captures', 'src/load/warehouse', 'src/base', 'src/model'],
  'src/query': ['src/base', 'src/model'],
  'src/outputs': ['src/features.ts', 'src/base', 'src/model'],
  jobs: ['src/crawl', 'src/transform', 'src/load', 'src/query', 'src/base', 'src/model'],
  'src/commands': [
    'src/features.ts',
    'src/feature.ts',
    'src/outputs',
    'jobs',
    'src/load',
    'src/query',
    'src/base',
    'src/model',
    'demo',
  ],
  'src/feature.ts': ['src/commands', 'src/outputs', 'jobs', 'src/load', 'src/base'],
  'src/features': [
    'src/features.ts',
    'src/feature.ts',
    'src/commands',
    'src/outputs',
    'jobs',
    'src/transform',
    'src/crawl',
    'src/load',
    'src/query',
    'src/base',
    'src/model',
  ],
  'src/features.ts': ['src/feature.ts', 'src/features'],
  src: ['src', 'jobs'],
  demo: [],
}

/** Of other features a feature may import these: site to add pages, feed for its rendering. */
const SHARED_FEATURES: ReadonlySet<string> = new Set(['src/features/site', 'src/features/feed'])

interface Import {
  readonly from: string
  readonly to: string
  /** False for an import that is made while the program runs. */
  readonly isStatic: boolean
}

/** All imports of the project's own modules, as paths from its root. */
export function projectImports(root = ROOT): readonly Import[] {
  return ['src', 'jobs', 'demo'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const from = join(folder, name)
        const text = readFileSync(join(root, from), 'utf8')
        return [...text.matchAll(/(?:\bfrom|\bimport)\s*(\(\s*)?'(\.[^']+\.ts)'/g)].map(([, call, path]) => ({
          from,
          to: relative(root, resolve(root, dirname(from), path ?? '')),
          isStatic: call === undefined,
        }))
      }),
  )
}

/** The room of a file. */
function roomOf(file: string): string {
  const rooms = Object.keys(ROOMS).filter((room) => file === room || file.startsWith(`${room}/`))
  return rooms.toSorted((one, other) => other.length - one.length)[0] ?? ''
}

/** The feature of a file; null for the core. */
export function featureOf(file: string): string | null {
  return /^src\/features\/[^/]+(?=\/)/.exec(file)?.[0] ?? null
}

/** Imports that a room may not have, as sentences. */
export function forbiddenImports(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const [here, there] = [roomOf(from), roomOf(to)]
    const [feature, other] = [featureOf(from), featureOf(to)]
    const isOwn = here === there && feature === other
    const isShared = other !== null && feature !== null && SHARED_FEATURES.has(other)
    const isAllowed = (ROOMS[here] ?? []).some((room) => to === room || to.startsWith(`${room}/`))
    if (isOwn || isShared || (isAllowed && (other === null || feature === null))) return []
    return [
      `${from} imports ${to}: ${feature ?? here} may import ${(ROOMS[here] ?? []).join(', ') || 'nothing'}`,
    ]
  })
}

/** Circles among imports that are made when a module is loaded, types included; each as the files in it. */
export function circles(imports: readonly Import[]): string[][] {
  const next = Map.groupBy(
    imports.filter(({ isStatic }) => isStatic),
    ({ from }) => from,
  )
  const found: string[][] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string) => {
    if (path.includes(file)) {
      found.push(path.slice(path.indexOf(file)))
      return
    }
    if (done.has(file)) return
    path.push(file)
    for (const { to } of next.get(file) ?? []) visit(to)
    path.pop()
    done.add(file)
  }
  for (const file of next.keys()) visit(file)
  return found
}

if (import.meta.main) {
  const imports = projectImports()
  const problems = [
    ...forbiddenImports(imports),
    ...circles(imports).map((files) => `a circle of imports: ${files.join(' -> ')}`),
  ]
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}

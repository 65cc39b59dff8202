import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WarehouseUnavailable } from '../../base/errors.ts'
import { VERSION } from '../../base/version.ts'
import { FOLDER, sha256 } from './known-migrations.ts'

/** Functions come first: views and indexes call them, and their bodies are read only when they are called. */
const KINDS = ['function', 'view'] as const

/** Kind and name of a view or function. */
export interface DefinitionName {
  readonly kind: (typeof KINDS)[number]
  readonly name: string
}

/** A view or function, from its file in `drizzle/`. */
export interface Definition extends DefinitionName {
  /** SHA-256 of its file, and of a view also of all columns' comments. */
  readonly hash: string
  /** `CREATE OR REPLACE`, then its comments, those of a view's columns in one. */
  readonly statements: readonly string[]
}

/** A view or function in a warehouse: its hash, and the version of Paperboy that applied it. */
export interface AppliedDefinition extends DefinitionName {
  readonly hash: string
  readonly version: string
}

/** Reads the functions and views of this version, in an order in which they can be created. */
export function knownDefinitions(): readonly Definition[] {
  const comments = readFileSync(join(FOLDER, 'column-comments.json'), 'utf8')
  return KINDS.flatMap((kind) => {
    const folder = join(FOLDER, `${kind}s`)
    const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
    return inOrder(
      files.sort().map((file) => ({
        kind,
        name: file.slice(0, -'.sql'.length),
        text: readFileSync(join(folder, file), 'utf8'),
      })),
    )
  }).map(({ text, ...definition }) => ({
    ...definition,
    hash: sha256(definition.kind === 'view' ? text + comments : text),
    // Only who applies them needs them; every command compares the hashes.
    get statements() {
      const own = text.split(/(?<=;)\s*\n(?=COMMENT ON )/)
      return definition.kind === 'view' ? [...own, commentColumns(definition.name, text, comments)] : own
    },
  }))
}

/**
 * The statement that comments a view's columns: those of the names in its text that turn out to be columns of it.
 *
 * @param json comments by the name of the column, or as `VIEW.COLUMN` where a view means something else by it
 */
function commentColumns(view: string, text: string, json: string): string {
  const known = new Map(Object.entries(JSON.parse(json) as Record<string, string>))
  const comments = new Map<string, string>()
  for (const [word] of text.matchAll(/\b[a-z]\w*\b/g)) {
    const comment = known.get(`${view}.${word}`) ?? known.get(word)
    if (comment !== undefined) comments.set(word, comment)
  }
  const values = JSON.stringify(Object.fromEntries(comments)).replaceAll("'", "''")
  return `DO $comments$ DECLARE each record; BEGIN
  FOR each IN SELECT a.attname, c.value FROM pg_attribute a JOIN jsonb_each_text('${values}') c ON c.key = a.attname
    WHERE a.attrelid = '${view}'::regclass AND a.attnum > 0
  LOOP EXECUTE format('COMMENT ON COLUMN ${view}.%I IS %L', each.attname, each.value); END LOOP;
END $comments$`
}

/** Names the file of a view or function, without its extension: `views/paper_days`. */
export function fileOf({ kind, name }: DefinitionName): string {
  return `${kind}s/${name}`
}

/**
 * Sorts each file after those that its first line names, as in `-- After: paper_days, coverage`.
 *
 * @throws when they depend on each other
 */
export function inOrder<File extends { readonly name: string; readonly text: string }>(
  files: readonly File[],
): readonly File[] {
  const left = new Map(files.map((file) => [file.name, file]))
  const ordered: File[] = []
  while (left.size > 0) {
    const next = [...left.values()].find(({ text }) => !namesBefore(text).some((name) => left.has(name)))
    if (!next) throw new Error(`${[...left.keys()].join(', ')} depend on each other by "-- After:"`)
    left.delete(next.name)
    ordered.push(next)
  }
  return ordered
}

function namesBefore(text: string): readonly string[] {
  return /^-- After: (.*)/.exec(text)?.[1]?.split(', ') ?? []
}

/**
 * Compares the views and functions of a warehouse with those of this version.
 *
 * @returns those to apply, and those that this version no longer has
 * @throws {WarehouseUnavailable} when a newer version has applied them
 */
export function compareDefinitions(
  known: readonly Definition[],
  applied: readonly AppliedDefinition[],
  location: string,
): { readonly changed: readonly Definition[]; readonly removed: readonly DefinitionName[] } {
  const now = new Map(known.map((each) => [fileOf(each), each.hash]))
  const before = new Map(applied.map((each) => [fileOf(each), each.hash]))
  for (const each of applied) {
    if (now.get(fileOf(each)) !== each.hash && isLater(each.version, VERSION)) {
      throw new WarehouseUnavailable(
        `the warehouse at ${location} has the ${each.kind} ${each.name} of paperboy ${each.version}, but this is ` +
          `${VERSION}: use the newer version`,
        { retryable: false },
      )
    }
  }
  return {
    changed: known.filter((each) => before.get(fileOf(each)) !== each.hash),
    removed: applied.filter((each) => !now.has(fileOf(each))),
  }
}

function isLater(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0
}

import { knownDefinitions } from '../known-definitions.ts'
import { knownMigrations } from '../known-migrations.ts'
import { CREATE_MIGRATIONS } from '../migrate.ts'
import { DEFINITIONS_TABLE } from '../apply-definitions.ts'
import { PUBLIC } from '../session-settings.ts'

/**
 * The SQL that makes an empty warehouse of so many of this version's migrations, as psql runs it: what stands before its
 * rows, and the views behind them. One transaction: a restore is whole or nothing.
 */
export function schemaScript(migrations: number): { readonly before: string; readonly after: string } {
  const known = knownMigrations()
  const definitions = knownDefinitions()
  const applied = known.slice(0, migrations)
  const [functions, views] = (['function', 'view'] as const).map((kind) =>
    definitions.filter((each) => each.kind === kind).flatMap(({ statements }) => statements),
  ) as [string[], string[]]
  const lookFirstIn = (schema: string) =>
    `SET LOCAL search_path = ${[schema, ...[PUBLIC.tablesSchema, PUBLIC.schema].filter((each) => each !== schema)].join(', ')}`
  const before = [
    'BEGIN',
    'SET LOCAL check_function_bodies = off',
    `CREATE SCHEMA IF NOT EXISTS ${PUBLIC.tablesSchema}`,
    lookFirstIn(PUBLIC.schema),
    CREATE_MIGRATIONS,
    ...DEFINITIONS_TABLE,
    ...functions,
    ...applied.flatMap(({ statements }) => statements),
    lookFirstIn(PUBLIC.tablesSchema),
  ]
  const after = [
    ...(applied.length === known.length ? [lookFirstIn(PUBLIC.schema), ...views] : []),
    'COMMIT',
    'ANALYZE',
  ]
  return { before: script(before), after: script(after) }
}

function script(statements: readonly string[]): string {
  return statements.map((statement) => `${statement.trim().replace(/;$/, '')};\n`).join('')
}

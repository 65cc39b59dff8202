/*
 * Makes src/load/warehouse/table-columns.ts from the schema: `npm run docs` writes it; a test compares it.
 */
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import * as schema from '../src/load/warehouse/schema.ts'

/** The text of the file: every table with its columns and their types. */
export function tableColumns(): string {
  const tables = Object.values(schema).filter((each) => is(each, PgTable))
  const lines = tables
    .map((table) => {
      const columns = Object.values(getTableColumns(table)).map(
        (column) => `    ${column.name}: '${column.getSQLType()}',`,
      )
      return `  ${getTableName(table)}: {\n${columns.join('\n')}\n  },`
    })
    .sort()
  return `// Made from schema.ts by \`npm run docs\`: loading the schema itself takes half a second and 200 MB.

/** The columns of every table, with their types in SQL. */
export const TABLE_COLUMNS = {
${lines.join('\n')}
} as const

/** A table of the warehouse. */
export type TableName = keyof typeof TABLE_COLUMNS
`
}

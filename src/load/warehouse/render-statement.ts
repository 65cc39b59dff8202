import type { SQL } from '../../base/sql.ts'

/** A statement as the driver takes it. */
export interface Rendered {
  readonly text: string
  readonly params: readonly unknown[]
}

type Config = Parameters<SQL['toQuery']>[0]

// What drizzle's dialect of Postgres does, without loading all of it: that costs half a second and 150 MB.
const CONFIG: Config = {
  // No column goes through it: statements name columns as text.
  casing: { getColumnCasing: ({ name }: { readonly name: string }) => name } as unknown as Config['casing'],
  escapeName: (name) => `"${name.replaceAll('"', '""')}"`,
  escapeParam: (index) => `$${index + 1}`,
  escapeString: (text) => `'${text.replaceAll("'", "''")}'`,
}

/** The text and the parameters of a statement. */
export function renderStatement(statement: SQL): Rendered {
  const { sql: text, params } = statement.toQuery(CONFIG)
  return { text, params }
}

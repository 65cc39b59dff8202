import type { SQL } from '../../base/sql.ts'

/** A statement for the driver. */
export interface Rendered {
  readonly text: string
  readonly params: readonly unknown[]
}

type Config = Parameters<SQL['toQuery']>[0]

// Like drizzle's Postgres dialect, without loading all of it: that costs half a second and 150 MB.
const CONFIG: Config = {
  // Not used for columns: statements name columns as text.
  casing: { getColumnCasing: ({ name }: { readonly name: string }) => name } as unknown as Config['casing'],
  escapeName: (name) => `"${name.replaceAll('"', '""')}"`,
  escapeParam: (index) => `$${index + 1}`,
  escapeString: (text) => `'${text.replaceAll("'", "''")}'`,
}

/** Renders a statement as text and parameters. */
export function renderStatement(statement: SQL): Rendered {
  const { sql: text, params } = statement.toQuery(CONFIG)
  return { text, params }
}

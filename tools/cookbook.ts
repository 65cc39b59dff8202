import { resultTable } from '../src/commands/terminal.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'

const WIDTH = 110
const QUESTION = /^(## .+)\n[\s\S]*?```sql\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/gm

/** One question of the cookbook: its heading, its SQL, and the output that the document shows. */
export interface Recipe {
  readonly question: string
  readonly statement: string
  readonly output: string
}

/** The questions of docs/cookbook.md in their order. */
export function recipesIn(markdown: string): Recipe[] {
  return [...markdown.matchAll(QUESTION)].map(([, heading = '', statement = '', output = '']) => ({
    question: heading.replace(/^## (?:\d+\. )?/, ''),
    statement: statement.trim(),
    output,
  }))
}

/** What a recipe gives on a warehouse, as the document shows it. */
export async function outputOf(warehouse: Warehouse, statement: string): Promise<string> {
  return `${resultTable(await warehouse.readOnly(statement.replace(/;\s*$/, '')), WIDTH).trimEnd()}\n`
}

/** The cookbook with the outputs that a warehouse gives now. */
export async function refreshed(markdown: string, warehouse: Warehouse): Promise<string> {
  let fresh = markdown
  for (const { statement, output } of recipesIn(markdown)) {
    const block = (text: string) => `${statement}\n\`\`\`\n\n\`\`\`text\n${text}\`\`\``
    fresh = fresh.replace(block(output), block(await outputOf(warehouse, statement)).replaceAll('$', '$$$$'))
  }
  return fresh
}

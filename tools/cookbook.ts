import { resultTable } from '../src/commands/terminal.ts'
import type { Warehouse } from '../src/load/warehouse/warehouse.ts'
import { recipesIn } from '../src/features/site/recipes.ts'

const WIDTH = 110

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

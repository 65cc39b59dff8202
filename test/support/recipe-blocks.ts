import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the documents. */
const DOCS = join(import.meta.dirname, '../../docs')

/** A fenced block of docs/recipes.md, and the output that the document shows after it; null where it shows none. */
export interface Block {
  readonly language: string
  readonly text: string
  readonly output: string | null
}

/** The text of a file beside docs/recipes.md. */
export function recipeFile(name: string): string {
  return readFileSync(join(DOCS, 'recipes', name), 'utf8')
}

/** The blocks under a heading of docs/recipes.md, in their order. */
export function blocksOf(tool: string): Block[] {
  const page = readFileSync(join(DOCS, 'recipes.md'), 'utf8')
  const section = page.split(/^## /m).find((each) => each.startsWith(`${tool}\n`))
  if (section === undefined) throw new Error(`docs/recipes.md has no heading ${tool}`)
  return [...section.matchAll(/^```(\w+)\n(.*?)^```(?:\n\n```(?:text|csv)\n(.*?)^```)?/gms)].map(
    ([, language = '', text = '', output]) => ({ language, text, output: output ?? null }),
  )
}

/** The one block under a heading in a language, of those that show an output or of those that do not. */
export function blockOf(tool: string, language: string, shows: 'output' | 'nothing' = 'output'): Block {
  const blocks = blocksOf(tool).filter(
    (block) => block.language === language && (block.output !== null) === (shows === 'output'),
  )
  const [block] = blocks
  if (!block || blocks.length > 1)
    throw new Error(`${tool}: expected one block in ${language}, got ${blocks.length}`)
  return block
}

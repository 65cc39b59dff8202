const QUESTION = /^## (?:\d+\. )?(.+)\n([\s\S]*?)```sql\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/gm

/** One question of the cookbook: its heading, what is said of it, its SQL, and the output that the document shows. */
export interface Recipe {
  readonly question: string
  readonly about: string
  readonly statement: string
  readonly output: string
}

/** The questions of docs/cookbook.md in their order. */
export function recipesIn(markdown: string): Recipe[] {
  return [...markdown.matchAll(QUESTION)].map(
    ([, question = '', about = '', statement = '', output = '']) => ({
      question,
      about: about.trim(),
      statement: statement.trim(),
      output,
    }),
  )
}

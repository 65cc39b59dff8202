import { z } from 'zod'
import { ERROR, HEALTH, LOG_LINE } from './files.ts'
import { OUTPUTS, WITHOUT_JSON } from './outputs.ts'

/** The schema of a command's output: its file's name, without the ending. */
export const schemaName = (command: string) => command.replaceAll(' ', '-')

const OTHERS = {
  error: [ERROR, 'any command that can not do what it was asked for, with `--json`'],
  'log-line': [LOG_LINE, 'each line of the log on stderr'],
  health: [HEALTH, '`health.json` in the data folder'],
} as const

/** All JSON Schemas (draft 2020-12) by file name, and the page that names them. */
export function schemaFiles(): Map<string, string> {
  const files = new Map<string, string>()
  const table: string[] = []
  const add = (name: string, schema: z.ZodType, what: string) => {
    const file = `${name}.schema.json`
    const { $schema, ...rest } = z.toJSONSchema(schema)
    const document = { $schema, $id: `urn:paperboy:schema:${name}`, title: what.replaceAll('`', ''), ...rest }
    files.set(file, `${JSON.stringify(document, null, 2)}\n`)
    table.push(`| ${what} | [${file}](${file}) |`)
  }
  for (const [command, schema] of Object.entries(OUTPUTS))
    add(schemaName(command), schema, `\`${command} --json\``)
  for (const [name, [schema, what]] of Object.entries(OTHERS)) add(name, schema, what)
  files.set('README.md', indexPage(table))
  return files
}

function indexPage(table: readonly string[]): string {
  const without = Object.entries(WITHOUT_JSON).map(([command, why]) => `- \`${command}\`: ${why}.`)
  return `# Outputs as contracts

JSON Schemas of what programs may read. A test runs the commands and checks what they print, also when they fail. The API of the pages has its own document, \`/api/openapi.json\`.

Until 1.0.0 a minor version may change them, and the change log says so. From then on a minor version may add a key or a further document, a patch version changes nothing, and only a major version takes away, renames or retypes: readers should pass over keys that they do not know.

With \`--json\` a command prints one JSON document on stdout and nothing else. Its exit code is 0 when all is well; with an error the document is that of [error.schema.json](error.schema.json).

| what | schema |
| --- | --- |
${table.join('\n')}

Without JSON:

${without.join('\n')}

Made by \`npm run docs\` from \`tools/contracts/\`.
`
}

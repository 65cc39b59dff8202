import { z } from 'zod'
import { OUTPUTS } from './outputs.ts'

/** Contract version, incremented when a change of a document requires its readers to change. */
const CONTRACT = 1

const CHANGES = `Names are as in SQL, instants are \`2026-06-03T10:00:00.000Z\`, ids are strings, and unknown values are null. A command
prints one document on one line. Documents of several lines are NDJSON: \`mcp\` prints one message per line, and \`site serve\` and
\`db serve\`, which print their address, report a later failure on a second line. Log lines are on stderr, beside
sentences for a person.

What may change: any version may add a key, or a value to a list of values, so pass over what you do not know; the
schemas refuse it only so that our tests see it. To take a key away, to rename it or to change its type, unit or meaning
increments the number at the end of each \`$id\`, needs a new minor version of Paperboy (a major one from 1.0 on), and is announced
first in CHANGELOG.md. Texts for a person (\`message\`, \`reason\`, \`msg\`, \`help\` and the like) may be reworded at any time.`

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Returns the JSON Schemas of all outputs, by name. */
export function outputSchemas(): ReadonlyMap<string, Json> {
  return new Map(
    Object.entries(OUTPUTS).map(([name, { about, commands, schema }]) => {
      const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' })
      const lines = commands.map((command) => `paperboy ${command}`)
      return [
        name,
        {
          $schema: $schema ?? '',
          $id: `urn:paperboy:output:${name}:${CONTRACT}`,
          title: about,
          ...(lines.length > 0 && { $comment: `Printed with --json by ${lines.join(', ')}` }),
          ...(tidied(rest as Json) as { [name: string]: Json }),
        },
      ]
    }),
  )
}

/**
 * Returns the schemas that `--schema` prints, one per line: those of the typed command, or all without one.
 * Empty for a command without documents.
 */
export function schemasFor(words: readonly string[]): string {
  const typed = words.filter((word) => !word.startsWith('-'))
  const depthOf = (command: string) => {
    const path = command.split(' ').filter((word) => !word.startsWith('-'))
    return path.length > 0 && ` ${typed.join(' ')} `.includes(` ${path.join(' ')} `) ? path.length : 0
  }
  const depths = new Map(
    Object.entries(OUTPUTS).map(([name, { commands }]) => [name, Math.max(0, ...commands.map(depthOf))]),
  )
  const deepest = Math.max(...depths.values())
  return [...outputSchemas()]
    .filter(([name]) => typed.length === 0 || (deepest > 0 && depths.get(name) === deepest))
    .map(([, schema]) => JSON.stringify(schema))
    .join('\n')
}

/** Renders the page of all outputs in docs. */
export function outputsPage(): string {
  const rows = Object.entries(OUTPUTS).map(([name, { about, commands }]) => {
    const typed = commands.map((command) => `\`${command}\``).join(', ')
    return `| ${typed} | ${name} | ${about} |`
  })
  return `# Outputs

Every command prints JSON with \`--json\`, and its JSON Schema (draft 2020-12) with \`--schema\`: \`npx paperboy status --schema\`;
\`npx paperboy --schema\` prints all, one per line. The package has them as files in dist/schemas. They are made from
src/outputs, and tests check every command against them. The API of the site has its own description at
\`/api/openapi.json\`.

${CHANGES}

| command with \`--json\` | schema | what it is |
| --- | --- | --- |
${rows.join('\n')}
`
}

/** Removes the bounds of all whole numbers, and moves the description of a nullable value beside it. */
function tidied(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(tidied)
  if (schema === null || typeof schema !== 'object') return schema
  const { maximum, ...rest } = schema
  const fields = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? rest : schema
  const entries = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, tidied(value)]))
  const [first, second, ...others] = Array.isArray(entries['anyOf']) ? entries['anyOf'] : []
  if (others.length > 0 || !isObject(first) || !isObject(second) || second['type'] !== 'null') return entries
  const { description, ...alone } = first
  return description === undefined ? entries : { ...entries, description, anyOf: [alone, second] }
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

const FOLDER = join(import.meta.dirname, '../../docs/schemas')

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
const compiled = new Map<string, ValidateFunction>()

/** What is wrong with a document by the schema of its name in docs/schemas; empty when nothing is. */
export function problemsOf(name: string, document: unknown): string[] {
  const check = compiled.get(name) ?? ajv.compile(schemaOf(name))
  compiled.set(name, check)
  if (check(document)) return []
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${name}${instancePath}: ${message} ${JSON.stringify(params)}`,
  )
}

/** The schema of a name, as it is in docs/schemas. */
function schemaOf(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.schema.json`), 'utf8')) as Record<string, unknown>
}

/** The documents of a text that has one a line. */
export function documentsOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { outputSchemas } from '../../src/outputs/output-schemas.ts'

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true })
const schemas = outputSchemas()
const compiled = new Map<string, ValidateFunction>()

/** What is wrong with a document by the schema of its name; empty when nothing is. */
export function problemsOf(name: string, document: unknown): string[] {
  const check = compiled.get(name) ?? ajv.compile(schemas.get(name) as Record<string, unknown>)
  compiled.set(name, check)
  if (check(document)) return []
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${name}${instancePath}: ${message} ${JSON.stringify(params)}`,
  )
}

/** The documents of a text that has one a line. */
export function documentsOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OUTPUTS } from '../../tools/contracts/outputs.ts'
import { schemaName } from '../../tools/contracts/schema-files.ts'

const SCHEMAS = join(import.meta.dirname, '../../docs/schemas')
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false })

/** What is wrong with a document by a schema of docs/schemas, such as `health`; empty when nothing is. */
export function breaches(name: string, document: unknown): string[] {
  const validate =
    ajv.getSchema(`urn:paperboy:schema:${name}`) ??
    ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8')) as object)
  if (validate(document) === true) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${name}${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

/** The command among what was typed, by its name in the contracts. */
function commandIn([first = '', second = '']: readonly string[]): string | undefined {
  return [`${first} ${second}`, first, `${first} list`].find((name) => name in OUTPUTS)
}

/**
 * Checks what a command printed that was typed with `--json`: one document by the command's schema, or by that of errors;
 * nothing from a command that was stopped.
 *
 * @throws {Error} that names what is wrong
 */
export function requireContract(args: readonly string[], stdout: string): void {
  if (!args.includes('--json') || args.includes('--help') || stdout === '') return
  const document = JSON.parse(stdout) as unknown
  const isError = typeof document === 'object' && document !== null && 'error' in document
  const command = commandIn(args)
  if (!isError && command === undefined) throw new Error(`there is no schema for ${args.join(' ')}`)
  const wrong = breaches(isError ? 'error' : schemaName(command ?? ''), document)
  if (wrong.length > 0) throw new Error(`paperboy ${args.join(' ')}:\n${wrong.join('\n')}`)
}

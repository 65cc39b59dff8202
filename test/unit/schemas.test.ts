import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { schemaFiles, schemaIndex } from '../../tools/output-schemas.ts'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = join(ROOT, 'docs/schemas')
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8')

/** Without the blanks and dashes that the formatter puts into tables. */
const plain = (markdown: string) => markdown.replaceAll(/ +|-+/g, ' ')

/** The places in a schema of fields that nobody described. */
function undescribed(schema: unknown, at = ''): string[] {
  if (schema === null || typeof schema !== 'object') return []
  const { properties = {} } = schema as { properties?: Record<string, { description?: string }> }
  const own = Object.entries(properties).flatMap(([name, field]) =>
    field.description === undefined ? [`${at}/${name}`] : [],
  )
  return own.concat(Object.entries(schema).flatMap(([name, each]) => undescribed(each, `${at}/${name}`)))
}

describe('the schemas of all outputs', () => {
  test('are those in docs, and none is left over; else run npm run docs', () => {
    const files = schemaFiles()
    expect(readdirSync(FOLDER).sort()).toEqual([...files.keys(), 'README.md'].sort())
    for (const [name, schema] of files) expect(JSON.parse(read(name)), name).toEqual(schema)
    expect(plain(read('README.md'))).toBe(plain(schemaIndex()))
  })

  test('describe every field', () => {
    for (const [name, schema] of schemaFiles()) expect(undescribed(schema), name).toEqual([])
  })

  test('are loaded by no command: what runs imports their types only', () => {
    const files = globSync(['src/**/*.ts', 'jobs/**/*.ts'], { cwd: ROOT }).filter(
      (file) => !file.startsWith(join('src', 'outputs')) && !file.endsWith('documents.ts'),
    )
    const imports = /^import (?!type )[^']*'[^']*(?:\/outputs\/|\/documents\.ts)/m
    expect(files.filter((file) => imports.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([])
  })
})

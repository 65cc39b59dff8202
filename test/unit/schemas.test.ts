import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { outputSchemas, outputsPage, schemasFor } from '../../src/outputs/output-schemas.ts'

const ROOT = join(import.meta.dirname, '../..')

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
  test('stand in docs/outputs.md; else run npm run docs', () => {
    expect(plain(readFileSync(join(ROOT, 'docs/outputs.md'), 'utf8'))).toBe(plain(outputsPage()))
  })

  test.each([
    [[], outputSchemas().size],
    [['status'], 2],
    [['papers', 'week:2026-W23'], 1],
    [['--log-level', 'debug', 'fetch', 'papers', '--dry-run'], 4],
    [['no-such-command'], 0],
  ])('of %j are %i, a line each', (words, count) => {
    const lines = schemasFor(words)
      .split('\n')
      .filter((line) => line !== '')
    expect(lines.map((line) => typeof (JSON.parse(line) as { $id?: unknown }).$id)).toEqual(
      Array.from({ length: count }, () => 'string'),
    )
  })

  test('describe every field', () => {
    for (const [name, schema] of outputSchemas()) expect(undescribed(schema), name).toEqual([])
  })

  // Which the site checks requests by, and tells them: it has the fields of a paper from here.
  const API = join('src', 'features', 'site', 'api', 'schemas.ts')

  test('are loaded by no command: what runs imports their types only', () => {
    const files = globSync(['src/**/*.ts', 'jobs/**/*.ts'], { cwd: ROOT }).filter(
      (file) => !file.startsWith(join('src', 'outputs')) && !file.endsWith('documents.ts') && file !== API,
    )
    const imports = /^import (?!type )[^']*'[^']*(?:\/outputs\/|\/documents\.ts)/m
    expect(files.filter((file) => imports.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([])
  })
})

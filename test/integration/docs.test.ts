import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recipesIn } from '../../src/features/site/recipes.ts'
import { outputOf } from '../../tools/cookbook.ts'
import { dataDictionary } from '../../tools/data-dictionary.ts'
import { dbtSources } from '../../tools/dbt-sources.ts'
import { fillSample } from '../../tools/sample-warehouse.ts'
import { tableColumns } from '../../tools/table-columns.ts'
import { createWarehouse, type TestWarehouse } from '../support/warehouses.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')

test('the loader knows the columns of the schema', () => {
  const file = join(import.meta.dirname, '../../src/load/warehouse/table-columns.ts')
  expect(readFileSync(file, 'utf8')).toBe(tableColumns())
})

describe('the documents that are made from the database', () => {
  const recipes = recipesIn(read('cookbook.md'))
  let held: TestWarehouse

  beforeAll(async () => {
    held = await createWarehouse()
    await fillSample(held.warehouse)
    // Fourteen nights: a busy machine takes its time.
  }, 180_000)
  afterAll(async () => held.drop())

  test('the cookbook has at least 20 questions', () => expect(recipes.length).toBeGreaterThanOrEqual(20))

  test.each(recipes)('the cookbook shows what its SQL gives: $question', async ({ statement, output }) => {
    expect(await outputOf(held.warehouse, statement)).toBe(output)
  })
})

describe('the warehouse', () => {
  test('has the data dictionary in docs, which explains every table, column, view and function, and the sources for dbt', async () => {
    const held = await createWarehouse()
    try {
      const dictionary = await dataDictionary(held.warehouse)
      expect(dictionary).toBe(read('sql.md'))
      expect(dictionary).not.toMatch(/\|\s*\|$/m)
      expect(dictionary).not.toMatch(/^### .*\n\n\n/m)
      expect(await dbtSources(held.warehouse)).toBe(read('recipes/sources.yml'))
    } finally {
      await held.drop()
    }
  })
})

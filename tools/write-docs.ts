/*
 * Writes what is made from the schema and the database: the columns of the tables for the loader, the data dictionary,
 * the sources for dbt, Grafana's dashboard, and the outputs in the cookbook; and the pages of commands, settings,
 * outputs and exit codes.
 * npm run docs
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { refreshed } from './cookbook.ts'
import { migrate } from '../src/load/warehouse/migrate.ts'
import { openEmbedded } from '../src/load/warehouse/open-embedded.ts'
import { dataDictionary } from './data-dictionary.ts'
import { dbtSources } from './dbt-sources.ts'
import { dashboard } from './grafana-dashboard.ts'
import { referencePages } from './reference-pages.ts'
import { outputsPage } from '../src/outputs/output-schemas.ts'
import { fillSample } from './sample-warehouse.ts'
import { tableColumns } from './table-columns.ts'

const DOCS = join(import.meta.dirname, '../docs')

await writeFile(join(import.meta.dirname, '../src/load/warehouse/table-columns.ts'), tableColumns())

await writeFile(join(DOCS, 'recipes/grafana-dashboard.json'), JSON.stringify(dashboard))
for (const [name, text] of await referencePages()) await writeFile(join(DOCS, name), text)
await writeFile(join(DOCS, 'outputs.md'), outputsPage())

const warehouse = await openEmbedded(null)
await migrate(warehouse)
await fillSample(warehouse)
try {
  await writeFile(join(DOCS, 'sql.md'), await dataDictionary(warehouse))
  await writeFile(join(DOCS, 'recipes/sources.yml'), await dbtSources(warehouse))
  const cookbook = join(DOCS, 'cookbook.md')
  await writeFile(cookbook, await refreshed(await readFile(cookbook, 'utf8'), warehouse))
} finally {
  await warehouse.close()
}

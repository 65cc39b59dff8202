import { createInterface } from 'node:readline'
import { sql } from '../../src/base/sql.ts'
import { openEmbedded } from '../../src/load/warehouse/open-embedded.ts'

/*
 * A process that uses an embedded warehouse: says "ready", answers each line of its input, a statement, with a line of
 * JSON, and lets go of the warehouse when the input ends.
 */

const [folder = '', watchSeconds = '15'] = process.argv.slice(2)
const warehouse = await openEmbedded(folder, { engine: 'postgres', watchSeconds: Number(watchSeconds) })
console.log(JSON.stringify('ready'))
for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await warehouse.rows(sql.raw(line))))
  } catch (error) {
    console.log(JSON.stringify(String(error)))
  }
}
await warehouse.close()

/* The floor: the least that a Node program can do for these four tables, page by page. */
import postgres from 'postgres'
import { Pool } from 'undici'
import { pageRows, sliceDailyPapers } from './page-rows.ts'
import { peerArguments } from './peer-arguments.ts'
import { saveRows } from './save-rows.ts'

const CONCURRENCY = 8

const { databaseUrl, urls } = peerArguments()
const sql = postgres(databaseUrl, { max: 2 })
const pool = new Pool(new URL(urls[0] ?? '').origin, { connections: CONCURRENCY })
const left = urls.values()

async function work(): Promise<void> {
  for (const url of left) {
    const { statusCode, body } = await pool.request({ method: 'GET', path: new URL(url).pathname })
    const html = await body.text()
    if (statusCode !== 200) throw new Error(`${url}: status ${statusCode}`)
    await saveRows(sql, pageRows(sliceDailyPapers(html), new Date()))
  }
}

await Promise.all(Array.from({ length: CONCURRENCY }, work))
await pool.close()
await sql.end()

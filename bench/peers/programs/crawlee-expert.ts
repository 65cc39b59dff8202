/* Crawlee by somebody who knows what it costs: the small package, requests in memory, no sessions, an own client. */
import { BasicCrawler, Configuration } from '@crawlee/basic'
import postgres from 'postgres'
import { Pool } from 'undici'
import { pageRows, sliceDailyPapers } from './page-rows.ts'
import { peerArguments } from './peer-arguments.ts'
import { saveRows } from './save-rows.ts'

const CONCURRENCY = 8

const { databaseUrl, urls } = peerArguments()
const sql = postgres(databaseUrl, { max: 2 })
const pool = new Pool(new URL(urls[0] ?? '').origin, { connections: CONCURRENCY })

const crawler = new BasicCrawler(
  {
    minConcurrency: CONCURRENCY,
    maxConcurrency: CONCURRENCY,
    useSessionPool: false,
    retryOnBlocked: false,
    statisticsOptions: { saveErrorSnapshots: false },
    autoscaledPoolOptions: { loggingIntervalSecs: null },
    requestHandler: async ({ request }) => {
      const { statusCode, body } = await pool.request({ method: 'GET', path: new URL(request.url).pathname })
      const html = await body.text()
      if (statusCode !== 200) throw new Error(`${request.url}: status ${statusCode}`)
      await saveRows(sql, pageRows(sliceDailyPapers(html), new Date()))
    },
  },
  new Configuration({ persistStorage: false }),
)
const { requestsFailed } = await crawler.run([...urls])
await pool.close()
await sql.end()
if (requestsFailed > 0) process.exitCode = 1

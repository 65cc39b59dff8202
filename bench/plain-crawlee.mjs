// A crawler as the first page of Crawlee's documentation has it, for bench/quota.ts to compare with.
import { CheerioCrawler, Configuration, LogLevel, log } from 'crawlee'

log.setLevel(LogLevel.OFF)
const crawler = new CheerioCrawler(
  { requestHandler: ({ $ }) => void $('article').length },
  new Configuration({ persistStorage: false }),
)
await crawler.run(JSON.parse(process.env.URLS))

/*
 * How much of what people type in this field a search finds: for each of 60 names and terms, papers that it finds of
 * those whose title or abstract holds the term by a plain comparison of folded text, on the real pages in
 * ../shared/captures. It exits with 1 where the mean is under 0.98, or a term under 0.9.
 * DATABASE_URL=postgres://... node bench/search-recall.ts [--typed "WORDS"]...
 * (a database of its own, dropped at the end; --typed also prints the titles that a search finds, to look at)
 */
import { parseArgs } from 'node:util'
import { keepAll, loadCaptures } from '../jobs/load/ingest.ts'
import { newRunCounts } from '../jobs/run/run-counts.ts'
import { selectPapers } from '../src/query/select-papers.ts'
import { selectionOf } from '../src/query/selection.ts'
import { sql } from '../src/base/sql.ts'
import { allSaved, HAS_CAPTURES } from '../test/support/captures.ts'
import { jobContext } from '../test/support/job-context.ts'
import { onOwnDatabase } from './made-warehouse.ts'

const TERMS = `
  qwen2.5, qwen2.5-vl, qwen2.5 vl, qwen3, qwen3-vl, qwen, gpt 4, gpt-4, gpt-4o, gpt-5, llama 3, llama-3.1,
  llama, llava, llava 1.5, llava-1.5, flux, flux.1, wan2.1, o3, o1, o3-mini, deepseek, deepseek-r1, deepseek r1,
  deepseek-v3, gemini 2.5, gemini, claude, claude 3.5, mistral, gemma, gemma 2, phi-3, internvl, sd3, stable
  diffusion, sora, dinov2, clip, grpo, dpo, rlhf, ppo, lora, moe, mixture-of-experts, text-to-image, text-to-
  video, image-to-video, chain-of-thought, 3dgs, 3d gaussian splatting, swe-bench, vision-language, 7b, 72b, 8b,
  kv cache, imagenet, humaneval, rag`
  .split(',')
  .map((term) => term.trim().replaceAll(/\s+/g, ' '))

const { values } = parseArgs({ options: { typed: { type: 'string', multiple: true, default: [] } } })
const NOW = Temporal.Instant.from('2026-07-01T00:00:00Z')

/** Small letters, without accents. */
function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
}

/** True where a text holds the term, as words of it, however the parts are joined: blank, hyphen or nothing. */
function holder(term: string): RegExp {
  const parts = folded(term)
    .split(/[\s-]+/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  // "qwen" is in "Qwen2.5" and "qwen2.5" in "Qwen2.5VL", but "gpt 4" neither in "GPT-40" nor in "GPT-4o".
  const end = /\p{L}$/u.test(term) ? String.raw`(?!\p{L})` : String.raw`(?!\p{N}|\p{L}(?!\p{L}))`
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${parts.join(String.raw`[\s-]?`)}${end}`, 'u')
}

if (!HAS_CAPTURES) throw new Error('there are no ../shared/captures beside the project: nothing to search in')

await onOwnDatabase(async (warehouse) => {
  const context = jobContext(warehouse, 'http://127.0.0.1:9', () => NOW)
  for (const capture of allSaved()) {
    const stored = await keepAll(context, '1', [capture])
    await loadCaptures(
      context,
      { runId: '1', runCounts: newRunCounts() },
      stored.map((each) => ({ capture: each })),
    )
  }
  const papers = await warehouse.rows<{ id: string; text: string }>(
    sql`select id, concat_ws(E'\n', title, abstract) as text from stored_papers`,
  )
  const texts = papers.map(({ id, text }) => ({ id, text: folded(text) }))

  const find = async (typed: string) => {
    const parsed = selectionOf({ q: typed, top: '1000' })
    if ('problem' in parsed) throw new Error(parsed.problem)
    return (await selectPapers(warehouse, parsed.selection, NOW)).papers
  }
  const recalls: number[] = []
  console.log(`${papers.length} papers\n${'term'.padEnd(24)} found / hold it   more  recall`)
  for (const term of TERMS) {
    const pattern = holder(term)
    const holding = texts.flatMap(({ id, text }) => (pattern.test(text) ? [id] : []))
    if (holding.length === 0) {
      console.log(`${term.padEnd(24)} no paper holds it`)
      continue
    }
    const found = new Set((await find(term)).map(({ paperId }) => paperId))
    const hits = holding.filter((id) => found.has(id)).length
    recalls.push(hits / holding.length)
    console.log(
      `${term.padEnd(24)} ${String(hits).padStart(5)} / ${String(holding.length).padEnd(8)} ${String(found.size - hits).padStart(5)}  ${(hits / holding.length).toFixed(3)}`,
    )
  }
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
  const least = Math.min(...recalls)
  console.log(`${recalls.length} terms: mean ${mean.toFixed(4)}, least ${least.toFixed(4)}`)
  for (const typed of values.typed) {
    console.log(`\n${typed}`)
    for (const { paperId, title } of await find(typed)) console.log(`  ${paperId}  ${title}`)
  }
  if (mean < 0.98 || least < 0.9) process.exitCode = 1
})

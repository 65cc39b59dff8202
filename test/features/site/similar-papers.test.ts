import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { similarPapers } from '../../../src/features/site/pages/similar-papers.ts'
import { apiList } from '../../support/api-list.ts'
import { loadAll } from '../../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')

const EARLIER = [
  { title: 'Orchestrating Multi-Agent Systems', keywords: ['llm agents', 'large language models'] },
  { title: 'Training on Diffusion Data', keywords: ['large language models', 'training'] },
  { title: 'Learning without Supervision', keywords: ['contrastive objectives'] },
  { title: 'Seeing without Cameras', keywords: ['neural rendering'] },
  { title: 'A Survey of Language Models', keywords: ['large language models', 'training'] },
  ...['Graphs', 'Proteins', 'Weather', 'Speech', 'Robots'].map((topic) => ({
    title: `${topic} of Today`,
    keywords: ['large language models', 'training', `${topic} data`],
  })),
].map((paper, place) => ({ ...paper, id: `2605.0000${place}` }))

const LATER = [
  {
    id: '2606.00001',
    title: 'Multi-agent orchestration',
    keywords: ['llm agents', 'multi-step orchestration', 'large language models', 'training'],
  },
  { id: '2606.00002', title: 'Driving without Supervisors', keywords: ['autonomous cars'] },
  { id: '2606.00003', title: 'Weights', keywords: ['NEURAL RENDERING'] },
]

describe('papers like one', () => {
  let held: TestWarehouse
  beforeAll(async () => {
    held = await createWarehouse()
    await loadAll(
      held.warehouse,
      [
        apiList('2026-05-20', EARLIER, '2026-05-20T12:00Z'),
        apiList('2026-06-04', LATER, '2026-06-04T12:00Z'),
      ],
      NOW,
    )
  })
  afterAll(async () => held.drop())

  async function similarTo(paperId: string) {
    return (await similarPapers(held.warehouse, [paperId])).get(paperId) ?? []
  }

  test('what is rare counts more than what many have', async () => {
    const [first, ...others] = await similarTo('2606.00001')
    expect(first?.title).toBe('Orchestrating Multi-Agent Systems')
    // Two keywords of seven papers are no likeness beside it.
    expect(others).toEqual([])
  })

  test('keywords are shown in lower case, words as they are written', async () => {
    const [first] = await similarTo('2606.00001')
    expect(first?.keywords).toEqual(['llm agents', 'large language models'])
    expect(first?.words).toEqual(['Multi', 'Orchestrating'])
  })

  test('a keyword that differs in case is the same, and alike by its words too', async () => {
    expect(
      (await similarTo('2606.00003')).map(({ title, keywords, words }) => [title, keywords, words]),
    ).toEqual([['Seeing without Cameras', ['neural rendering'], []]])
  })

  test('words that are nobody’s keywords make no two papers alike', async () => {
    expect(await similarTo('2606.00002')).toEqual([])
  })

  test('the first papers have none before them', async () => {
    expect(await similarTo('2605.00000')).toEqual([])
  })
})

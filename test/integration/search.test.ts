import { array, constantFrom, oneof, sample, string } from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findHints, hintText } from '../../src/query/find-hints.ts'
import { selectPapers } from '../../src/query/select-papers.ts'
import { parseSelection } from '../../src/query/selection-text.ts'
import { jsonParameter } from '../../src/load/warehouse/warehouse.ts'
import { searchWords } from '../../src/model/search-words.js'
import { sql } from '../../src/base/sql.ts'
import { type SearchedTexts, searchVectors } from '../../src/load/history/search-vectors.ts'
import { apiList } from '../support/api-list.ts'
import { SEARCHED } from '../support/searched-papers.ts'
import { loadAll } from '../support/load-captures.ts'
import { type TestWarehouse, createWarehouse } from '../support/warehouses.ts'

const NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')

describe('search', () => {
  let held: TestWarehouse
  const idOf = (place: number) => `2606.${String(place + 1).padStart(5, '0')}`

  beforeAll(async () => {
    held = await createWarehouse()
    const named = {
      id: '2606.00100',
      title: 'Robots that walk',
      abstract: 'Nothing but legs.',
      authors: ['José Martínez-García', 'Ada Byron'],
      keywords: ['bipedal locomotion'],
      organization: { handle: 'nvidia-labs', name: 'Institut für Maschinen' },
      submitter: { id: 'u7', handle: 'porter', fullname: 'Paula Porter' },
    }
    await loadAll(
      held.warehouse,
      [
        apiList(
          '2026-06-04',
          [...SEARCHED.map(([title], place) => ({ id: idOf(place), title, abstract: 'None.' })), named],
          '2026-06-04T12:00Z',
        ),
      ],
      NOW,
    )
  })
  afterAll(async () => held.drop())

  async function found(text: string): Promise<string[]> {
    const parsed = parseSelection(text)
    if ('problem' in parsed) throw new Error(parsed.problem)
    const { papers } = await selectPapers(held.warehouse, parsed.selection, NOW)
    return papers.map(({ paperId }) => paperId)
  }

  test.each(
    SEARCHED.flatMap(([title, ...typed], place) => typed.map((each) => [each, title, place] as const)),
  )('"%s" finds "%s"', async (typed, _title, place) => {
    expect(await found(typed)).toContain(idOf(place))
  })

  test.each([
    ['gpt 4', 1],
    ['gpt-4', 1],
    ['llama 3', 13],
    ['qwen2.5', 0],
    ['模型', 12],
    ['r1', 9],
    ['nvidia', 99],
    ['Maschinen', 99],
    ['jose martinez garcia', 99],
    ['"ada byron"', 99],
    ['locomotion legs', 99],
  ])('"%s" finds that paper alone', async (typed, place) => {
    expect(await found(typed)).toEqual([idOf(place)])
  })

  test('a minus leaves out after a blank, and joins within a word', async () => {
    expect(await found('gpt')).toEqual([idOf(1), idOf(2)])
    expect(await found('gpt -mini')).toEqual([idOf(1)])
    expect(await found('gpt -gpt-4o')).toEqual([idOf(1)])
    expect(await found('gpt-mini')).toEqual([])
    expect(await found('gpt -"4o mini"')).toEqual([idOf(1)])
  })

  test('"or" finds either, also of words in parts', async () => {
    expect((await found('wan2.2 or o3-mini')).toSorted()).toEqual([idOf(7), idOf(8)])
    expect((await found('gpt or 3dgs')).toSorted()).toEqual([idOf(1), idOf(2), idOf(10)])
  })

  test('a word of the title weighs more than a keyword, an abstract and a name', async () => {
    const entries = [
      { id: '2606.00201', title: 'On zebras' },
      { id: '2606.00202', title: 'Two', keywords: ['zebra'] },
      { id: '2606.00203', title: 'Three', abstract: 'Zebra.' },
      { id: '2606.00204', title: 'Four', authors: ['Zebra Stripes'] },
    ]
    await loadAll(held.warehouse, [apiList('2026-06-05', entries, '2026-06-05T12:00Z')], NOW)
    expect(await found('zebra')).toEqual(['2606.00201', '2606.00202', '2606.00203', '2606.00204'])
  })

  test('papers are found by the new name of their organization, and by authors that came later', async () => {
    const entry = { id: '2606.00300', title: 'Renamed', authors: ['Early Bird'] }
    const list = (name: string, authors: string[], at: string) =>
      apiList('2026-06-06', [{ ...entry, authors, organization: { handle: 'house', name } }], at)
    const other = { id: '2606.00301', title: 'Other' }
    await loadAll(held.warehouse, [list('Oldname', ['Early Bird'], '2026-06-06T12:00Z')], NOW)
    expect(await found('oldname bird')).toEqual(['2606.00300'])
    await loadAll(held.warehouse, [list('Newname', ['Early Bird', 'Late Worm'], '2026-06-07T12:00Z')], NOW)
    expect(await found('newname worm')).toEqual(['2606.00300'])
    expect(await found('oldname')).toEqual([])
    // Its name is told by another paper's reading.
    const third = { ...other, organization: { handle: 'house', name: 'Thirdname' } }
    await loadAll(held.warehouse, [apiList('2026-06-07', [third], '2026-06-08T11:00Z')], NOW)
    expect((await found('thirdname')).toSorted()).toEqual(['2606.00300', '2606.00301'])
  })

  test.each([
    '2606.00100',
    '2606.00100v3',
    'arXiv:2606.00100',
    'https://huggingface.co/papers/2606.00100',
    'https://arxiv.org/abs/2606.00100v2',
    'https://arxiv.org/pdf/2606.00100.pdf',
    'https://doi.org/10.48550/arXiv.2606.00100',
    '"arXiv:2606.00100"',
  ])('"%s" finds the paper', async (typed) => {
    expect(await found(typed)).toEqual(['2606.00100'])
  })

  test.each([
    'org:nvidia-labs',
    'org:NVIDIA-Labs',
    'org:"institut für maschinen"',
    'author:"Ada Byron"',
    'author:"ada byron"',
    'author:"jose martinez garcia"',
    'author:"JOSÉ MARTÍNEZ-GARCÍA"',
    'keyword:"Bipedal Locomotion"',
    'by:porter',
    'by:PORTER',
    'by:"paula porter" legs',
  ])('"%s" finds the paper, whatever the case of the name', async (typed) => {
    expect(await found(typed)).toEqual(['2606.00100'])
  })

  test.each([
    ['org:nvidia-lab', 'No organization of a paper is called "nvidia-lab". Did you mean nvidia-labs?'],
    ['author:"Ada Biron"', 'No author is called "Ada Biron". Did you mean Ada Byron?'],
    ['author:"Zoltan Q"', 'No author is called "Zoltan Q".'],
    ['keyword:locomotoin', 'No paper has the keyword "locomotoin". Did you mean bipedal locomotion?'],
    ['by:portr', 'No submitter of a paper is called "portr". Did you mean porter?'],
    ['qwen2.5-lv robots', 'No paper contains "qwen2.5-lv". Did you mean qwen2.5-vl-7b robots?'],
    ['robtos', 'No paper contains "robtos". Did you mean robots?'],
    [
      '2606.09999',
      'Paper 2606.09999 is not in the warehouse: "npx paperboy fetch paper:2606.09999" reads its page.',
    ],
  ])('"%s" finds nothing and tells why: %s', async (typed, hint) => {
    expect(await found(typed)).toEqual([])
    const parsed = parseSelection(typed)
    if ('problem' in parsed) throw new Error(parsed.problem)
    expect((await findHints(held.warehouse, parsed.selection)).map(hintText)).toEqual([hint])
  })

  test.each([
    ['image-to-video', 'Image-to-video by a mixture of experts'],
    ['mixture-of-experts', 'Image-to-video by a mixture of experts'],
    ['"learning an image"', 'Learning an image and video in context, a mixture with experts'],
  ])('"%s" finds only the title that holds its small words, too: %s', async (typed, title) => {
    expect(await found(typed)).toEqual([idOf(SEARCHED.findIndex(([each]) => each === title))])
  })

  test('who a paper is from says more of it than who is named in an abstract, and C++ is no llama.cpp', async () => {
    const entries = [
      { id: '2606.00501', title: 'One', abstract: 'On an Acmecorp A100, as in llama.cpp.' },
      {
        id: '2606.00502',
        title: 'Two',
        abstract: 'None.',
        organization: { handle: 'acmecorp', name: 'Acmecorp' },
      },
      { id: '2606.00503', title: 'Three', abstract: 'Written in C++.', authors: ['Jo Acmecorp'] },
      { id: '2606.00504', title: 'Acmecorp at home', abstract: 'None.' },
    ]
    await loadAll(held.warehouse, [apiList('2026-06-03', entries, '2026-06-03T12:00Z')], NOW)
    const places = (await found('acmecorp')).map((id) => id.slice(-1))
    expect(places).toEqual(['4', '2', '1', '3'])
    expect(await found('cpp')).toEqual(['2606.00501'])
    expect(await found('c++')).not.toContain('2606.00501')
  })

  test('words that nearly every text holds are left out when they stand alone', async () => {
    expect(
      await held.warehouse.rows(sql`
      select search_query('what is the -of "to" image')::text as query, search_query('of the')::text as nothing`),
    ).toEqual([{ query: "'imag'", nothing: '' }])
  })

  test('the nearest words are looked for by an index, and not in all titles', async () => {
    await held.warehouse.transaction(async (tx) => {
      await tx.rows(sql`set local enable_seqscan = off`)
      const plan = await tx.rows(sql`explain select 1 from paper_texts where title %>> 'robtos'`)
      expect(JSON.stringify(plan)).toContain('paper_texts_title')
    })
    const near = async (typed: string) =>
      held.warehouse.rows(
        sql`select word, likeness::numeric(3, 2)::text from nearest_words(${typed}) limit 1`,
      )
    expect(await near('robtos')).toEqual([{ word: 'robots', likeness: '0.27' }])
    expect(await near('bipedl')).toEqual([{ word: 'bipedal', likeness: '0.50' }])
    expect(await near('xyzzy')).toEqual([])
  })

  test('papers are not alike for the numbers of a name in their titles', async () => {
    const entries = ['Tuning Fooland2.5', 'Pruning Fooland2.5'].map((title, place) => ({
      id: `2606.0040${place}`,
      title,
      keywords: [`unlike ${place}`],
    }))
    await loadAll(
      held.warehouse,
      entries.map((entry, place) =>
        apiList(`2026-06-0${place + 1}`, [entry], `2026-06-0${place + 1}T12:00Z`),
      ),
      NOW,
    )
    expect(await held.warehouse.rows(sql`select * from similar_papers('2606.00401')`)).toEqual([])
  })

  test('words and keywords that are given as common make no papers alike', async () => {
    const papers = ['Grasping of glass beakers', 'Glass beakers for grasping'].map((title, place) =>
      apiList(
        `2026-06-0${place + 1}`,
        [
          {
            id: `2606.0041${place}`,
            title,
            keywords: ['dexterous grasping', ...(place === 0 ? ['glass beakers'] : [])],
          },
        ],
        `2026-06-0${place + 1}T12:00Z`,
      ),
    )
    await loadAll(held.warehouse, papers, NOW)
    const shared = async (words: string, keywords: string) =>
      held.warehouse.rows(sql`
        select shared_keywords as keywords, shared_words as words
        from similar_papers('2606.00411', 5, ${words}::text[], ${keywords}::text[])`)
    expect(await shared('{}', '{}')).toEqual([
      { keywords: ['dexterous grasping'], words: expect.arrayContaining(['glass', 'beakers']) },
    ])
    expect(await shared('{glass}', '{dexterous grasping}')).toEqual([
      { keywords: [], words: expect.not.arrayContaining(['glass']) },
    ])
    expect(await shared('{glass,beaker,grasp,dexter}', '{dexterous grasping}')).toEqual([])
  })

  test('names and words that are known have no hint, also where no paper has all of them', async () => {
    const parsed = parseSelection('org:nvidia-labs gpt robots -walk')
    if ('problem' in parsed) throw new Error(parsed.problem)
    expect(await found('org:nvidia-labs gpt robots -walk')).toEqual([])
    expect(await findHints(held.warehouse, parsed.selection)).toEqual([])
  })

  test('any text has the same words in Postgres and in a browser, they are cut no further, and it finds itself', async () => {
    const piece = oneof(
      constantFrom(
        'Qwen',
        '2.5',
        '-',
        '/',
        '_',
        '.',
        'GPT',
        '4o',
        'π',
        '\\pi',
        '$',
        'C++',
        'é',
        'Ł',
        '模型',
        '"',
        "'",
        ' ',
        '(',
        '①',
        '™',
        'β-VAE',
        'x²',
      ),
      // Letters of newer Unicode fold in the one and not in the other.
      string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).filter((text) => /^[\0-\u9fff]*$/.test(text)),
    )
    const texts = sample(
      array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('').replaceAll('\u0000', '')),
      400,
    )
    const rows = await held.warehouse.rows<{ text: string; words: string; again: string; ok: boolean }>(sql`
      select text, search_words(text) as words, search_words(search_words(text)) as again,
        numnode(query) = 0 or to_tsvector('paper_english', search_words(text)) @@ query as ok
      from jsonb_array_elements_text(${jsonParameter(texts)}) as text
      cross join lateral (select search_query('"' || replace(text, '"', ' ') || '"') as query) q`)
    const squeezed = (words: string) => words.trim().replaceAll(/ +/g, ' ')
    for (const { text, words, again, ok } of rows) {
      expect({ text, ok }).toEqual({ text, ok: true })
      expect({ text, words: squeezed(again) }).toEqual({ text, words: squeezed(words) })
      expect({ text, words: squeezed(searchWords(text)) }).toEqual({ text, words: squeezed(words) })
    }
    await expectVectors(
      texts.map((title, index) => {
        const [keywords = '', abstract = '', authors = ''] = texts.slice(index + 1)
        return { title, keywords, abstract: `${abstract} to the ${title}`, authors }
      }),
    )
  })

  test('long texts have the full text that the server makes of them', async () => {
    const words = (count: number) =>
      Array.from({ length: count }, (_each, place) => `w${place % 700} the`).join(' ')
    const huge = Array.from({ length: 1900 }, (_each, place) => `${place}`.padEnd(1000, 'x')).join(' ')
    await expectVectors([
      { title: 'A title', keywords: 'x'.repeat(300), abstract: 'Short.', authors: 'Ada B.' },
      { title: 'A title', keywords: 'x', abstract: huge, authors: 'Ada B.' },
    ])
    await expectVectors(
      [10, 900, 1100, 9000].map((count) => ({
        title: 'A title',
        keywords: 'x',
        abstract: words(count),
        authors: 'Ada B.',
      })),
    )
  })

  /** Expects the full text that the loader makes of texts to be that of `paper_search`. */
  async function expectVectors(texts: readonly SearchedTexts[]): Promise<void> {
    const made = await searchVectors(
      held.warehouse,
      texts.map((each) => ({ ...each, builder: 'test' })),
    )
    const rows = await held.warehouse.rows<{ made: string; expected: string }>(sql`
      select (t ->> 'made')::tsvector::text as made,
        paper_search(t ->> 'title', array[t ->> 'keywords'], t ->> 'abstract', t ->> 'authors')::text as expected
      from jsonb_array_elements(${jsonParameter(texts.map((each, index) => ({ ...each, made: made[index] })))}) as t`)
    expect(rows).toHaveLength(texts.length)
    for (const [index, row] of rows.entries())
      expect(row.made === row.expected, `full text of ${JSON.stringify(texts[index]).slice(0, 500)}`).toBe(
        true,
      )
  }
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListingReading, Reading } from '../../src/model/reading.ts'
import { linkedSections } from '../../src/transform/linked-sections.ts'
import { readCapture } from '../../src/transform/read-capture.ts'
import { readPaperPage } from '../../src/transform/read-paper-page.ts'
import { CAPTURES_FOLDER, HAS_CAPTURES } from '../support/captures.ts'
import { paperPageHtml } from '../support/paper-page-html.ts'

const PAPER = {
  id: '2509.79001',
  title: 'Aspen: Tree Search',
  authors: [{ name: 'Elif Uzunyol' }],
  upvotes: 3,
}
const ELIF = { _id: 'a'.repeat(24), user: 'elif', fullname: 'Elif Uzunyol', type: 'user', isPro: false }
const RURIK = { _id: 'b'.repeat(24), name: 'rurik', fullname: 'Rurik Brandvold', type: 'user' }

function read(body: string | Uint8Array, key = PAPER.id, form: 'page' | 'api' = 'page'): Reading {
  return readCapture({
    listing: { kind: 'paper', key },
    form,
    body: Buffer.from(body),
    fetchedAt: Temporal.Instant.from('2025-10-02T00:00:00Z'),
  })
}

function readListing(...how: Parameters<typeof read>): ListingReading {
  const reading = read(...how)
  if (reading.outcome !== 'listing') throw new Error(`got ${JSON.stringify(reading)}, expected a listing`)
  return reading
}

function remark(id: string, more: object = {}, content: object = {}) {
  const latest = { raw: `Text of ${id}`, updatedAt: '2025-10-01T08:00:00.000Z' }
  return {
    id,
    author: RURIK,
    createdAt: '2025-10-01T07:00:00.000Z',
    type: 'comment',
    data: { edited: false, hidden: false, latest, reactions: [], ...content },
    ...more,
  }
}

describe('a real paper page', () => {
  test.skipIf(!HAS_CAPTURES)('gives the paper and what only its page tells', () => {
    const file = join(CAPTURES_FOLDER, 'paper', '2509.24002@20251002T0000Z.html.gz')
    const reading = readListing(gunzipSync(readFileSync(file)), '2509.24002')
    expect(reading).toMatchObject({
      era: 'paper-2025',
      reader: 'blob',
      complete: true,
      partialFields: true,
      layoutChange: null,
      rejections: [],
      entries: [{ rank: 1, paperId: '2509.24002' }],
      organizations: [{ handle: 'NationalUniversityofSingapore' }],
    })
    const [paper] = reading.papers
    expect(paper).toMatchObject({ id: '2509.24002', upvotes: 118, comments: 2, authorCount: 15, extra: null })
    expect(paper?.organization?.handle).toBe('NationalUniversityofSingapore')
    const { paperPage, accounts } = reading
    expect(paperPage).toMatchObject({ dailyRank: 1, linked: [] })
    expect(paperPage?.upvoters).toHaveLength(12)
    expect(
      paperPage?.comments?.map(({ position, parentId, kind, hidden, reactions }) => {
        return { position, parentId, kind, hidden, reactions }
      }),
    ).toEqual([
      { position: 1, parentId: null, kind: 'comment', hidden: false, reactions: 0 },
      { position: 2, parentId: null, kind: 'comment', hidden: true, reactions: 0 },
    ])
    const [first, hidden] = paperPage?.comments ?? []
    expect(first?.text).toContain('\n')
    expect(first).toMatchObject({ createdAt: '2025-10-01T03:28:54.000Z', editedAt: null })
    expect(hidden).toMatchObject({ text: null, editedAt: '2025-10-01T20:17:29.852Z' })
    const handles = new Set(accounts.map(({ handle }) => handle))
    expect(handles.size).toBe(accounts.length)
    for (const { handle } of paperPage?.upvoters ?? []) expect(handles).toContain(handle)
  })
})

describe('a paper page', () => {
  test('is one entry; its comments are counted with answers and hidden ones, and without other events', () => {
    const comments = [
      remark('c1', { replies: [remark('c2', {}, { hidden: true })] }),
      remark('c3', { type: 'status-change' }),
    ]
    const reading = readListing(
      paperPageHtml({ comments, paper: PAPER, organization: { name: 'quiet-lab' }, dailyPaperRank: 0 }),
    )
    expect(reading.papers).toMatchObject([{ id: PAPER.id, comments: 2, upvotes: 3, extra: null }])
    expect(reading.papers[0]?.organization).toEqual({ id: null, handle: 'quiet-lab' })
    expect(reading.paperPage).toMatchObject({ dailyRank: null, upvoters: null, linked: null })
  })

  test('does not say how many comments there are when it has no list of them', () => {
    const reading = readListing(paperPageHtml({ paper: PAPER }))
    expect(reading.papers[0]?.comments).toBeNull()
    expect(reading.paperPage?.comments).toBeNull()
  })

  test('is found by its id without the version', () => {
    const reading = readListing(paperPageHtml({ paper: { ...PAPER, id: `${PAPER.id}v2` } }))
    expect(reading.papers).toMatchObject([{ id: PAPER.id, version: 2 }])
  })

  test('of another paper is a redirection', () => {
    expect(read(paperPageHtml({ paper: PAPER }), '2509.79002')).toMatchObject({
      outcome: 'redirected',
      found: `paper:${PAPER.id}`,
    })
  })

  test('names accounts once, with what the entry and the page know of them together', () => {
    const paper = { ...PAPER, submittedOnDailyBy: { user: 'elif', type: 'user' } }
    const { accounts, paperPage } = readListing(
      paperPageHtml({ paper, upvoters: [ELIF, RURIK, ELIF], comments: [remark('c1')] }),
    )
    expect(accounts.map(({ id, handle, fullname }) => [id, handle, fullname])).toEqual([
      [ELIF._id, 'elif', 'Elif Uzunyol'],
      [RURIK._id, 'rurik', 'Rurik Brandvold'],
    ])
    expect(paperPage?.upvoters).toEqual([
      { id: ELIF._id, handle: 'elif' },
      { id: RURIK._id, handle: 'rurik' },
    ])
    expect(paperPage?.comments?.[0]?.author).toEqual({ id: RURIK._id, handle: 'rurik' })
  })
})

describe('a discussion', () => {
  const thread = (comments: unknown) => readPaperPage({ comments }).paperPage.comments ?? []
  const shape = (comments: unknown) =>
    thread(comments).map(({ id, parentId, position }) => `${position} ${id} < ${parentId}`)

  test('stands in the order of the page, each comment before its answers', () => {
    const nested = [
      remark('c1', { replies: [remark('c2', { replies: [remark('c3')] }), remark('c4')] }),
      remark('c5', { children: [remark('c6')] }),
    ]
    expect(shape(nested)).toEqual([
      '1 c1 < null',
      '2 c2 < c1',
      '3 c3 < c2',
      '4 c4 < c1',
      '5 c5 < null',
      '6 c6 < c5',
    ])
  })

  test.each([
    ['parentCommentId in data', remark('c2', {}, { parentCommentId: 'c1' })],
    ['replyTo', remark('c2', { replyTo: 'c1' })],
    ['parentId', remark('c2', { parentId: 'c1' })],
    ['parent as an object', remark('c2', { parent: { id: 'c1' } })],
  ])('knows what a comment answers from %s', (_, answer) => {
    expect(shape([remark('c1'), answer])).toEqual(['1 c1 < null', '2 c2 < c1'])
  })

  test('leaves out what has no id or comes again, and keeps its answers', () => {
    const nested = [remark('c1'), remark('', { replies: [remark('c2'), remark('c1')] }), 7, null]
    expect(shape(nested)).toEqual(['1 c1 < null', '2 c2 < null'])
    expect(shape([remark('c1', { replyTo: 'c1' })])).toEqual(['1 c1 < null'])
  })

  test('nests as deep as it likes', () => {
    let deep = remark('c0')
    for (let depth = 1; depth <= 50_000; depth++) deep = remark(`c${depth}`, { replies: [deep] })
    expect(thread([deep])).toHaveLength(50_001)
  })

  test('keeps Markdown as it was written, without invisible controls', () => {
    const raw = '\r\n  - one\r\n\r\n      code\u0000 \u202Etrick\r\n\n'
    const [comment] = thread([remark('c1', {}, { latest: { raw } })])
    expect(comment?.text).toBe('  - one\n\n      code trick')
  })

  test('sums reactions, and says when a comment was edited only if it was', () => {
    const reactions = [{ count: 2 }, { users: ['a', 'b', 'c'] }, { reaction: '👍', count: 1 }]
    const latest = { raw: 'x', updatedAt: '2025-10-01T10:00:00+02:00' }
    const [edited, plain] = thread([
      remark('c1', {}, { reactions, edited: true, latest }),
      remark('c2', {}, { latest }),
    ])
    expect(edited).toMatchObject({ reactions: 6, editedAt: '2025-10-01T08:00:00.000Z' })
    expect(plain).toMatchObject({ reactions: 0, editedAt: null })
  })
})

describe('models, datasets and spaces', () => {
  test('are read from the API, the paper, or the page, under either name', () => {
    const { linked } = readPaperPage({
      linkedModels: [{ id: 'quiet-lab/aspen', likes: 3, downloads: 9_000_000_000 }, { id: 'no-owner' }, 5],
      datasets: [{ repoId: 'quiet-lab/leaves', likes: -1 }, 'tidepool-ai/twigs'],
      paper: { linkedSpaces: [{ id: 7, name: 'quiet-lab/demo' }], models: [{ id: 'quiet-lab/aspen' }] },
      numTotalModels: 2,
    }).paperPage
    expect(linked).toEqual([
      { kind: 'model', name: 'quiet-lab/aspen', position: 1, likes: 3, downloads: 9_000_000_000 },
      { kind: 'dataset', name: 'quiet-lab/leaves', position: 1, likes: null, downloads: null },
      { kind: 'dataset', name: 'tidepool-ai/twigs', position: 2, likes: null, downloads: null },
      { kind: 'space', name: 'quiet-lab/demo', position: 1, likes: null, downloads: null },
    ])
  })

  test('are read from the cards after the discussion, each once', () => {
    const html = `<h3>Datasets citing this paper</h3><a href="/datasets/spam/spam">in a comment</a>
      <h2 class='x'><svg><path d="M0"/></svg> Models citing this paper <span>5</span></h2>
      <article><a href="/quiet-lab/aspen"><h4>quiet-lab/aspen</h4></a><a href='/quiet-lab/aspen'>again</a></article>
      <a href="/models?other=arxiv:2509.79001">Browse 5 models citing this paper</a>
      <h2>Datasets citing this paper <span>1</span></h2>
      <article><a href="https://huggingface.co/datasets/quiet-lab/leaves">x</a></article>
      <h3>Spaces citing this paper <span>0</span></h3><p>none</p>
      <h2>Collections including this paper</h2><a href="/collections/spam/x"><h4>Spaces citing this paper</h4></a>
      <a href="/spaces/spam/spam">x</a>`
    expect(linkedSections(html)).toEqual({
      linkedModels: [{ id: 'quiet-lab/aspen' }],
      linkedDatasets: [{ id: 'quiet-lab/leaves' }],
      linkedSpaces: [],
      numTotalModels: 5,
      numTotalDatasets: 1,
      numTotalSpaces: 0,
    })
    const { paperPage } = readListing(paperPageHtml({ paper: PAPER }, html))
    expect(paperPage?.linked).toHaveLength(2)
    expect(paperPage).toMatchObject({ linkedModels: 5, linkedDatasets: 1, linkedSpaces: 0 })
    expect(linkedSections('<h2>Models citing this paper <b>1.2k</b></h2>')).toEqual({ linkedModels: [] })
    expect(linkedSections('<p>Models citing this paper</p>')).toEqual({})
  })

  test('of an answer of the API are not left in the paper as unknown fields', () => {
    const body = { ...PAPER, linkedModels: [{ id: 'quiet-lab/aspen' }], linkedSpaces: [], numTotalModels: 1 }
    const reading = readListing(JSON.stringify(body), PAPER.id, 'api')
    expect(reading).toMatchObject({ era: 'paper-api', papers: [{ extra: null, comments: null }] })
    expect(reading.paperPage).toMatchObject({
      comments: null,
      upvoters: null,
      linked: [{ kind: 'model', name: 'quiet-lab/aspen' }],
      linkedModels: 1,
      linkedDatasets: null,
    })
    expect(readListing(JSON.stringify(PAPER), PAPER.id, 'api').paperPage).toBeNull()
  })
})

describe('a page with pieces of a wrong type', () => {
  const whole = {
    comments: [remark('c1', { replies: [remark('c2', {}, { reactions: [{ count: 1, users: ['elif'] }] })] })],
    upvoters: [ELIF, RURIK],
    dailyPaperRank: 2,
    linkedModels: [{ id: 'quiet-lab/aspen', likes: 1, downloads: 2 }],
    organization: { _id: 'c'.repeat(24), name: 'quiet-lab' },
  }

  /** All places in a JSON value. */
  function placesOf(
    value: unknown,
    path: readonly (string | number)[] = [],
  ): (readonly (string | number)[])[] {
    if (value === null || typeof value !== 'object') return [path]
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
    return [path, ...keys.flatMap((key) => placesOf((value as never)[key], [...path, key]))]
  }

  function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
    if (key === undefined) return by
    const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
    ;(copy as never as Record<string | number, unknown>)[key] = replaced((value as never)[key], rest, by)
    return copy
  }

  test('loses these pieces and never throws', () => {
    const places = placesOf(whole).filter((path) => path.length > 0 && path[0] !== 'organization')
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
        const props = replaced(whole, path, value) as object
        const reading = readListing(paperPageHtml({ ...props, paper: PAPER }))
        expect(reading.papers).toHaveLength(1)
        const { accounts, paperPage } = reading
        const idOf = new Map(accounts.map(({ handle, id }) => [handle, id]))
        const referred = [
          ...(paperPage?.upvoters ?? []),
          ...(paperPage?.comments ?? []).flatMap(({ author }) => author ?? []),
        ]
        for (const { handle, id } of referred) expect(idOf.get(handle)).toBe(id)
      }),
      { numRuns: 1000 },
    )
  })

  test('is read whatever it holds', () => {
    const keys = [
      ...Object.keys(whole),
      'models',
      'datasets',
      'spaces',
      'linkedSpaces',
      'paper',
      'organization',
    ]
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.anything()), (props) => {
        expect(readPaperPage(props).accounts).toBeInstanceOf(Array)
        expect(['listing', 'redirected', 'unreadable']).toContain(
          read(
            paperPageHtml(
              JSON.parse(
                JSON.stringify(props, (_, value: unknown) => (typeof value === 'bigint' ? 1 : value)),
              ) as object,
            ),
          ).outcome,
        )
      }),
    )
  })
})

import type { Capture } from '../../src/model/capture.ts'
import { apiList } from './api-list.ts'

/** A Monday; the lists are those of the week before, and of this day. */
export const SITE_NOW = Temporal.Instant.from('2026-06-08T12:00:00Z')

const PLANT = 'window.planted=1'

/** Names that are markup, paths, or too long for a file. */
export const HOSTILE_NAMES = [
  `<img src=x onerror="${PLANT}">`,
  'AC/DC',
  `"><script>${PLANT}</script>`,
  'Ж'.repeat(300),
  "Jane O'Doe",
  '..',
] as const

/** The paper whose texts try everything. */
export const HOSTILE_ID = '2606.00001'

const HOSTILE = {
  id: HOSTILE_ID,
  title: `<script>${PLANT}</script>"><img src=x onerror="${PLANT}"> \u202Egnidaelsim\u202C {{7*7}} ${'long'.repeat(80)}`,
  abstract: `</p><script>${PLANT}</script><a href="javascript:${PLANT}" onmouseover="${PLANT}">x</a> javascript:${PLANT} ${'wide'.repeat(700)}`,
  repository: `javascript:${PLANT}`,
  stars: 7,
  keywords: [`<svg onload=${PLANT}>`, 'a/b', 'retrieval'],
  authors: HOSTILE_NAMES,
  organization: { handle: 'nvidia', name: `"><script>${PLANT}</script>` },
  submitter: { id: 'u1', handle: 'someone', fullname: `<b onclick=${PLANT}>Some One</b>` },
}

/** Lists of a few days; three papers share the hostile names, so that each name has a page. */
export function hostileLists(): Capture[] {
  const two = { ...HOSTILE, id: '2606.00002', title: 'Retrieval at scale', upvotes: 5 }
  const three = { ...HOSTILE, id: '2606.00003', title: 'A survey of diffusion', comments: 3 }
  return [
    apiList('2026-06-04', [{ ...HOSTILE, upvotes: 10 }, two], '2026-06-04T12:00Z'),
    apiList(
      '2026-06-04',
      [
        { ...two, upvotes: 35 },
        { ...HOSTILE, upvotes: 30 },
      ],
      '2026-06-05T12:00Z',
    ),
    apiList('2026-06-05', [{ ...three, upvotes: 4 }], '2026-06-06T12:00Z'),
    apiList(
      '2026-06-08',
      [
        { ...three, upvotes: 20 },
        { id: '2606.00009', title: 'Quiet work', upvotes: 2 },
      ],
      '2026-06-08T11:00Z',
    ),
  ]
}

import { addDays, isoOfMs, startOfDayMs, DAY_MS, HOUR_MS } from './calendar.ts'
import { hashBetween, hashChoice, hashFraction, hashHex } from './hash-text.ts'
import { syntheticProse } from './synthetic-prose.ts'
import type { AuthorFacts, OrganizationFacts, PaperFacts, RepositoryFacts } from './paper-facts.ts'
import {
  COINED_NAMES,
  FAMILY_NAMES,
  GIVEN_NAMES,
  METHODS,
  ORGANIZATIONS,
  SUBJECTS,
} from './synthetic-names.ts'

/** How a made-up day is made. */
export interface SyntheticDayOptions {
  /** Other seeds give other papers under the same ids. Default "paperboy". */
  readonly seed?: string
  /** Number of papers, 0 to 999. Default: 10 to 45, by the day. */
  readonly size?: number
  /** Whether texts, keywords and lists of authors are as long as on the site. Default false: shorter ones. */
  readonly realLength?: boolean
}

/** No real arXiv month comes near this number, so that made-up ids never meet real ones. */
const FIRST_NUMBER = 50_000

/** As on the site's pages of 2026: characters of an abstract and of a summary, and the number of keywords. */
const REAL_LENGTH = { abstract: 1400, summary: 210, keywords: 10 } as const

/** Part of the papers that are withdrawn two days after their list. */
const WITHDRAWN_SHARE = 0.005

/** The id of a made-up paper: the paper at `position` (from 0) of 2024-02-29 is "2402.79000" plus the position. */
export function syntheticId(day: string, position: number): string {
  return `${day.slice(2, 4)}${day.slice(5, 7)}.${FIRST_NUMBER + Number(day.slice(8, 10)) * 1000 + position}`
}

/** The day that a made-up id belongs to, or undefined for any other id. */
export function dayOfSyntheticId(id: string): string | undefined {
  const match = /^(\d{2})(\d{2})\.([5-8]\d)\d{3}$/.exec(id)
  if (match === null) return undefined
  return `20${match[1]}-${match[2]}-${String(Number(match[3]) - FIRST_NUMBER / 1000).padStart(2, '0')}`
}

/** The made-up papers of any day, always the same for the same day and options. */
export function synthesizeDay(day: string, options: SyntheticDayOptions = {}): PaperFacts[] {
  const seed = options.seed ?? 'paperboy'
  const size = options.size ?? hashBetween(`${seed} size ${day}`, 10, 45)
  return Array.from({ length: size }, (_, position) =>
    synthesizePaper(day, syntheticId(day, position), seed, options.realLength ?? false),
  )
}

function synthesizePaper(day: string, id: string, seed: string, realLength: boolean): PaperFacts {
  const key = `${seed} ${id}`
  const chance = (purpose: string): number => hashFraction(`${purpose} ${key}`)
  const subject = hashChoice(`subject ${key}`, SUBJECTS)
  const method = hashChoice(`method ${key}`, METHODS)
  const name = hashChoice(`name ${key}`, COINED_NAMES)
  const lineBreak = chance('line break') < 0.1 ? '\n  ' : ' '
  const authors = synthesizeAuthors(key, realLength ? [2, 20] : [1, 12])
  const [author] = authors
  const repository = chance('repository') < 0.61 ? synthesizeRepository(key, name) : undefined
  const publishedMs = startOfDayMs(addDays(day, -1)) - Math.floor(chance('published') * 3 * DAY_MS)
  return {
    id,
    day,
    title: `${name}: ${method} for${lineBreak}${subject} (${id.slice(5)})`,
    authors,
    publishedAt: isoOfMs(publishedMs - (publishedMs % 1000)),
    // Cubed, so that a few papers get most of the votes.
    upvotes: 1 + Math.floor(chance('votes') ** 3 * 180),
    comments: Math.floor(chance('comments') ** 2 * 12),
    discussionId: hashHex(`discussion ${key}`, 24),
    authorTakesPart: author?.account !== undefined,
    submitter: author?.account ?? synthesizeAccount(`submitter ${hashBetween(`submitter ${key}`, 1, 20)}`),
    ...(repository && { repository }),
    ...(chance('project') < 0.48 && { projectPage: `https://${name.toLowerCase()}.example.org/${id}` }),
    ...(chance('media') < 0.17 && {
      mediaUrls: [`https://cdn-uploads.huggingface.co/production/uploads/${id}.mp4`],
    }),
    ...(chance('organization') < 0.63 && { organization: synthesizeOrganization(key) }),
    ...(chance('keywords') < 0.98 && {
      keywords: [
        subject.toLowerCase(),
        method.toLowerCase(),
        'R&D <lab> notes',
        ...(realLength ? moreKeywords(key) : []),
      ],
    }),
    ...(realLength && {
      abstract: syntheticProse(`abstract ${key}`, REAL_LENGTH.abstract),
      summary: syntheticProse(`summary ${key}`, REAL_LENGTH.summary),
    }),
    ...(chance('withdrawn') < WITHDRAWN_SHARE && {
      withdrawnAt: isoOfMs(startOfDayMs(addDays(day, 2)) + 15 * HOUR_MS),
    }),
  }
}

function moreKeywords(key: string): string[] {
  return Array.from({ length: REAL_LENGTH.keywords - 3 }, (_, position) =>
    `${hashChoice(`keyword ${position} ${key}`, SUBJECTS)} by ${hashChoice(`way ${position} ${key}`, METHODS)}`.toLowerCase(),
  )
}

function synthesizeAuthors(key: string, [least, most]: readonly [number, number]): AuthorFacts[] {
  return Array.from({ length: hashBetween(`authors ${key}`, least, most) }, (_, position): AuthorFacts => {
    const authorKey = `author ${position} ${key}`
    const account = hashFraction(`claimed ${authorKey}`) < 0.35 ? synthesizeAccount(authorKey) : undefined
    return {
      name: account?.fullname ?? personName(authorKey),
      hidden: hashFraction(`hidden ${authorKey}`) < 0.01,
      ...(account && {
        status: hashChoice(`status ${authorKey}`, ['claimed_verified', 'admin_assigned']),
        account,
      }),
    }
  })
}

function personName(key: string): string {
  return `${hashChoice(`given ${key}`, GIVEN_NAMES)} ${hashChoice(`family ${key}`, FAMILY_NAMES)}`
}

function synthesizeAccount(key: string): { id: string; handle: string; fullname: string } {
  const fullname = personName(key)
  const handle = fullname
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '')
  return {
    id: hashHex(`account ${key}`, 24),
    handle: `${handle}${hashBetween(`digits ${key}`, 1, 999)}`,
    fullname,
  }
}

function synthesizeOrganization(key: string): OrganizationFacts {
  const [name, fullname] = hashChoice(`organization ${key}`, ORGANIZATIONS)
  return { id: hashHex(`organization ${name}`, 24), name, fullname }
}

/** Mostly a plain address; some with the oddities that the site lets through. */
function synthesizeRepository(key: string, name: string): RepositoryFacts {
  const [owner] = hashChoice(`owner ${key}`, ORGANIZATIONS)
  const plain = `https://github.com/${owner}/${name}`
  const oddity = hashFraction(`repository oddity ${key}`)
  const url =
    oddity < 0.03
      ? `${plain}/`
      : oddity < 0.05
        ? `${plain}/tree/main`
        : oddity < 0.06
          ? `https://github.com/${owner}`
          : plain
  return {
    url,
    stars: Math.floor(hashFraction(`stars ${key}`) ** 4 * 4000),
    addedBy: hashChoice(`added ${key}`, ['user', 'auto', 'admin']),
  }
}

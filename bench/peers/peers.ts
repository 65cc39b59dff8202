import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { corpusNow, corpusTo, CORPUS_FROM } from './corpus.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PROGRAMS = join(import.meta.dirname, 'programs')
const SCRAPY = '/usr/bin/scrapy'

/** Where a peer gets its pages and where it writes. */
export interface Place {
  /** Address of the corpus. */
  readonly site: string
  readonly pages: number
  /** The fresh database of this run. */
  readonly databaseUrl: string
  /** An empty folder of this run, the working folder too. */
  readonly folder: string
}

/** A program and what it is told. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** One of the programs that are measured. */
export interface Peer {
  readonly name: string
  /** What it is, for the table. */
  readonly about: string
  /** Who makes the tables: the four of `tables.sql`, or the program, before the clock starts. */
  readonly tables: 'four' | ((place: Place) => Program)
  readonly program: (place: Place) => Program
  /** How its rows are asked for, where they are in an embedded warehouse and not in the run's database. */
  readonly query?: (place: Place, statement: string) => Program
  /** Why it can't run here; null when it can. */
  readonly missing?: () => string | null
}

function node(file: string): Peer['program'] {
  return ({ site, pages, databaseUrl }) => ({
    command: process.execPath,
    args: [
      join(PROGRAMS, file),
      `--site=${site}`,
      `--from=${CORPUS_FROM}`,
      `--pages=${pages}`,
      `--database=${databaseUrl}`,
    ],
  })
}

function scrapy(file: string): Peer['program'] {
  return ({ site, pages, databaseUrl }) => {
    const settings = { DATABASE_URL: databaseUrl }
    const spider = { site, first_day: CORPUS_FROM, pages: String(pages) }
    return {
      command: SCRAPY,
      args: [
        'runspider',
        join(PROGRAMS, file),
        ...Object.entries(settings).flatMap(([name, value]) => ['-s', `${name}=${value}`]),
        ...Object.entries(spider).flatMap(([name, value]) => ['-a', `${name}=${value}`]),
      ],
      env: { PYTHONDONTWRITEBYTECODE: '1' },
    }
  }
}

function scrapyMissing(): string | null {
  return existsSync(SCRAPY) && existsSync('/usr/lib/python3/dist-packages/psycopg2')
    ? null
    : 'Scrapy is not installed here: apt-get install -y python3-scrapy python3-psycopg2'
}

function paperboy(place: Place, warehouse: 'server' | 'embedded', args: readonly string[]): Program {
  return {
    command: process.execPath,
    args: [join(ROOT, 'bin', 'paperboy.js'), ...args],
    env: {
      // An empty value counts as unset, whatever the caller's environment has.
      DATABASE_URL: warehouse === 'server' ? place.databaseUrl : '',
      PAPERBOY_HOME: join(place.folder, 'home'),
      PAPERBOY_SITE: place.site,
      PAPERBOY_NOW: corpusNow(place.pages),
      PAPERBOY_LOG: 'error',
      PAPERBOY_PING: '',
    },
  }
}

function backfill(warehouse: 'server' | 'embedded'): Peer['program'] {
  return (place) =>
    paperboy(place, warehouse, ['backfill', '--from', CORPUS_FROM, '--to', corpusTo(place.pages), '--all'])
}

/** All that are measured, in their order. */
export const PEERS: readonly Peer[] = [
  {
    name: 'floor-4',
    about: 'floor: undici, slice, one JSON parameter per table; 4 tables',
    tables: 'four',
    program: node('floor.ts'),
  },
  {
    name: 'crawlee-expert',
    about: 'Crawlee by an expert: Basic, undici, slice; 4 tables',
    tables: 'four',
    program: node('crawlee-expert.ts'),
  },
  {
    name: 'crawlee-plain',
    about: 'plain Crawlee: Cheerio, drizzle; 4 tables',
    tables: 'four',
    program: node('crawlee-plain.ts'),
  },
  {
    name: 'scrapy-slice',
    about: 'Scrapy, psycopg, slice; 4 tables',
    tables: 'four',
    program: scrapy('scrapy_slice.py'),
    missing: scrapyMissing,
  },
  {
    name: 'scrapy-css',
    about: 'Scrapy, psycopg, CSS; 4 tables',
    tables: 'four',
    program: scrapy('scrapy_css.py'),
    missing: scrapyMissing,
  },
  {
    name: 'paperboy-server',
    about: 'Paperboy on a server; all its tables',
    tables: (place) => paperboy(place, 'server', ['db', 'migrate']),
    program: backfill('server'),
  },
  {
    name: 'paperboy-embedded',
    about: 'Paperboy embedded; all its tables',
    tables: (place) => paperboy(place, 'embedded', ['db', 'migrate']),
    program: backfill('embedded'),
    query: (place, statement) => paperboy(place, 'embedded', ['sql', '--format', 'json', statement]),
  },
]

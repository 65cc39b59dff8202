import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { RelaxNGValidator, XmlDocument, XmlElement } from 'libxml2-wasm'

const read = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')

const NAMESPACES = {
  atom: 'http://www.w3.org/2005/Atom',
  content: 'http://purl.org/rss/1.0/modules/content/',
  dc: 'http://purl.org/dc/elements/1.1/',
}

const atomGrammar = RelaxNGValidator.fromDoc(XmlDocument.fromString(read('atom.rng')))
const jsonFeed = new Ajv2020({ allErrors: true, strictRequired: false }).compile(
  JSON.parse(read('json-feed.schema.json')) as object,
)

/** Texts of the nodes that a path finds; elements of Atom, Dublin Core and content have prefixes. */
export function textsAt(xml: string, path: string): string[] {
  using document = XmlDocument.fromString(xml)
  return document.find(path, NAMESPACES).map(({ content }) => content)
}

/** What is wrong with an Atom document: by the grammar of RFC 4287, and by what it says in words. */
export function atomProblems(xml: string): string[] {
  return onDocument(xml, (document) => {
    const count = (path: string) => document.find(path, NAMESPACES).length
    const texts = (path: string) => document.find(path, NAMESPACES).map(({ content }) => content)
    const problems: string[] = []
    try {
      atomGrammar.validate(document)
    } catch (error) {
      problems.push(`grammar: ${String(error)}`)
    }
    if (
      count('/atom:feed[not(atom:author)]/atom:entry[not(atom:author)]') > 0 ||
      count('/atom:feed[not(atom:author or atom:entry)]') > 0
    )
      problems.push('an entry has no author, nor has the feed')
    if (count('//atom:entry[not(atom:link[@rel="alternate" or not(@rel)] or atom:content)]') > 0)
      problems.push('an entry has neither content nor an alternate link')
    if (count('/atom:feed/atom:link[@rel="self"]') > 1) problems.push('more than one self link')
    problems.push(...repeated(texts('//atom:entry/atom:id')), ...texts('//atom:id').flatMap(tagProblems))
    problems.push(...texts('//@href | //atom:uri').flatMap(addressProblems))
    return problems
  })
}

/** What is wrong with a JSON Feed, by its schema. */
export function jsonFeedProblems(text: string): string[] {
  const document = JSON.parse(text) as { items?: { id: string }[] }
  if (!jsonFeed(document))
    return (jsonFeed.errors ?? []).map((each) => `${each.instancePath} ${each.message}`)
  const ids = (document.items ?? []).map(({ id }) => id)
  return [...repeated(ids), ...ids.flatMap(tagProblems)]
}

const CHANNEL_ONCE = (
  'title link description language copyright managingEditor webMaster pubDate lastBuildDate generator docs cloud ttl ' +
  'image rating textInput skipHours skipDays'
).split(' ')
const ITEM_ONCE = [
  'title',
  'link',
  'description',
  'author',
  'comments',
  'enclosure',
  'guid',
  'pubDate',
  'source',
]

/** What is wrong with an RSS document, by the specification of RSS 2.0. */
export function rssProblems(xml: string): string[] {
  return onDocument(xml, (document) => {
    const { root } = document
    if (root.name !== 'rss' || root.attr('version')?.value !== '2.0') return ['the root is not rss 2.0']
    const [channel, ...more] = elementsIn(root)
    if (channel?.name !== 'channel' || more.length > 0) return ['expected one channel in rss']
    const items = elementsIn(channel).filter(({ name }) => name === 'item')
    const problems = ['title', 'link', 'description']
      .filter((name) => textsIn(channel, name).every((text) => text.trim() === ''))
      .map((name) => `the channel has no ${name}`)
    problems.push(...nameProblems(channel, CHANNEL_ONCE, ['item', 'category']))
    problems.push(...textsIn(channel, 'lastBuildDate').flatMap(dateProblems))
    for (const item of items) {
      problems.push(...nameProblems(item, ITEM_ONCE, ['category']))
      if (textsIn(item, 'title').length + textsIn(item, 'description').length === 0)
        problems.push('an item has neither title nor description')
      problems.push(...textsIn(item, 'pubDate').flatMap(dateProblems))
      for (const guid of elementsIn(item).filter(({ name }) => name === 'guid')) {
        const isPermaLink = guid.attr('isPermaLink')?.value ?? 'true'
        if (!['true', 'false'].includes(isPermaLink)) problems.push(`isPermaLink is ${isPermaLink}`)
        problems.push(
          ...(isPermaLink === 'false' ? tagProblems(guid.content) : addressProblems(guid.content)),
        )
      }
    }
    problems.push(...repeated(items.flatMap((item) => textsIn(item, 'guid'))))
    problems.push(...[channel, ...items].flatMap((each) => textsIn(each, 'link')).flatMap(addressProblems))
    problems.push(...document.find('//@href').flatMap(({ content }) => addressProblems(content)))
    problems.push(
      ...document.find('//atom:updated', NAMESPACES).flatMap(({ content }) => instantProblems(content)),
    )
    return problems
  })
}

function onDocument(xml: string, check: (document: XmlDocument) => string[]): string[] {
  let document: XmlDocument
  try {
    document = XmlDocument.fromString(xml)
  } catch (error) {
    return [`not well-formed: ${String(error)}`]
  }
  try {
    return check(document)
  } finally {
    document.dispose()
  }
}

function elementsIn(parent: XmlElement): XmlElement[] {
  return parent.find('*').filter((each) => each instanceof XmlElement)
}

/** Texts of the children with a name and without a namespace. */
function textsIn(parent: XmlElement, name: string): string[] {
  return parent.find(name).map(({ content }) => content)
}

function nameProblems(parent: XmlElement, once: readonly string[], often: readonly string[]): string[] {
  const names = elementsIn(parent)
    .filter(({ namespaceUri }) => namespaceUri === '')
    .map(({ name }) => name)
  return [
    ...repeated(names.filter((name) => !often.includes(name))),
    ...names
      .filter((name) => !once.includes(name) && !often.includes(name))
      .map((name) => `unknown element ${name}`),
  ]
}

function repeated(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text, at) => texts.indexOf(text) !== at))].map(
    (text) => `${text} is there twice`,
  )
}

/** RFC 4151: an authority, a date, and characters that a URI may have. */
function tagProblems(id: string): string[] {
  const tag = /^tag:[a-z\d.-]+,\d{4}(-\d\d){0,2}:([\w.~!$&'()*+,;=:@/?-]|%[\dA-F]{2})+$/i
  return tag.test(id) ? [] : [`${id} is no tag URI`]
}

function addressProblems(text: string): string[] {
  return /^https?:\/\/[!-~]+$/.test(text) && URL.canParse(text) ? [] : [`${text} is no address`]
}

function instantProblems(text: string): string[] {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? [] : [`${text} is no instant`]
}

/** RFC 822 with years of four digits, as RSS has it; the day of the week must be that of the date. */
function dateProblems(text: string): string[] {
  const shape =
    /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (GMT|[+-]\d{4})$/
  return shape.test(text) && new Date(text).toUTCString().startsWith(text.slice(0, 16))
    ? []
    : [`${text} is no date`]
}

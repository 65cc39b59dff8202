// Search of pages without a server: an index in parts, each a month or a quarter of papers, read by Pagefind.
import { findPapers, fromSigns } from './find-papers.js'

const base = new URL('.', import.meta.url).pathname
const place = document.getElementById('static-search')
const found = document.getElementById('found')
const MOST = 20

const form = document.createElement('form')
form.className = 'search'
form.setAttribute('role', 'search')
const label = document.createElement('label')
const input = document.createElement('input')
input.type = 'search'
input.name = 'q'
input.value = new URLSearchParams(location.search).get('q') ?? ''
label.append('Words', input)
const button = document.createElement('button')
button.textContent = 'Search'
form.append(label, button)
place.replaceChildren(form)

let engine
function open() {
  engine ??= (async () => {
    const parts = await (await fetch(`${base}pagefind/shards.json`)).json()
    if (parts.length === 0) return null
    const [first, ...others] = parts.map((part) => `${base}pagefind/${part}/`)
    const pagefind = await import(`${first}pagefind.js`)
    await Promise.all(others.map((other) => pagefind.mergeIndex(other)))
    return pagefind
  })()
  return engine
}

let turn = 0
async function search() {
  const mine = ++turn
  const words = input.value.trim()
  const pagefind = words === '' ? null : await open()
  const results = pagefind === null ? [] : await findPapers(pagefind, words)
  const entries = await fetchEntries(results.slice(0, MOST))
  // A later answer may be there already.
  if (mine !== turn) return
  history.replaceState(null, '', words === '' ? location.pathname : `?q=${encodeURIComponent(words)}`)
  if (words === '') found.replaceChildren()
  else show(results, entries)
}

function show(results, entries) {
  const heading = document.createElement('h2')
  heading.textContent = results.length === 1 ? '1 paper' : `${results.length} papers`
  const part = document.createElement('p')
  part.className = 'quiet part'
  const list = document.createElement('ol')
  list.className = 'papers'
  list.append(...entries)
  const more = document.createElement('button')
  more.type = 'button'
  const tell = () => {
    const shown = list.children.length
    const left = Math.min(MOST, results.length - shown)
    part.textContent = `1 to ${shown} of ${results.length}, best match first`
    part.hidden = left === 0
    more.textContent = `${left} more`
    more.hidden = left === 0
  }
  const showMore = async () => {
    more.disabled = true
    const next = await fetchEntries(results.slice(list.children.length, list.children.length + MOST))
    list.append(...next)
    more.disabled = false
    tell()
    // Who goes by the keyboard goes on where the new ones begin.
    next[0]?.querySelector('a')?.focus()
  }
  more.addEventListener('click', () => void showMore())
  tell()
  found.replaceChildren(heading, part, list, more)
}

async function fetchEntries(results) {
  const papers = await Promise.all(results.map((result) => result.data()))
  return papers.map(({ raw_url: url, meta }) => {
    const link = document.createElement('a')
    link.href = `${base}${url.replace(/^\//, '')}`
    link.textContent = fromSigns(meta.title)
    const title = document.createElement('h3')
    title.append(link)
    const text = document.createElement('p')
    text.textContent = fromSigns(meta.text)
    const article = document.createElement('article')
    article.append(title, text)
    const entry = document.createElement('li')
    entry.append(document.createElement('div'), article)
    return entry
  })
}

let waiting
input.addEventListener('input', () => {
  clearTimeout(waiting)
  waiting = setTimeout(() => void search(), 250)
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  clearTimeout(waiting)
  void search()
})
if (input.value !== '') void search()

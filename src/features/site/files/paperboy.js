// Adds to pages that work without it: search as you type, values of charts under the pointer, and texts to copy.
// On a narrow screen the sections scroll: the one that this is comes into sight.
const sections = document.querySelector('.masthead nav ul')
const current = sections?.querySelector('[aria-current]')
if (current) sections.scrollLeft = current.offsetLeft - sections.offsetLeft - sections.clientWidth / 2

const form = document.querySelector('form.search')
const found = document.getElementById('found')
if (form && found) {
  let turn = 0
  let waiting
  const search = async () => {
    const mine = ++turn
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''))
    const address = `${form.getAttribute('action')}?${query}`
    const answer = await fetch(address)
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    // A later answer may be there already.
    if (mine !== turn) return
    found.replaceChildren(...(page.getElementById('found')?.childNodes ?? []))
    history.replaceState(null, '', address)
  }
  form.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => void search(), 250)
  })
}

for (const chart of document.querySelectorAll('figure.chart')) {
  const plot = chart.querySelector('svg')
  const told = chart.querySelector('.told')
  const rows = [...chart.querySelectorAll('tr[data-x]')]
  const columns = [...chart.querySelectorAll('thead th')].slice(1)
  if (!plot || !told || rows.length === 0) continue
  const { width, height } = plot.viewBox.baseVal
  const mark = document.createElementNS('http://www.w3.org/2000/svg', 'line')
  mark.setAttribute('class', 'at')
  mark.setAttribute('y1', '20')
  mark.setAttribute('y2', String(height - 30))
  plot.addEventListener('pointermove', ({ clientX }) => {
    const { left, width: shown } = plot.getBoundingClientRect()
    const at = ((clientX - left) * width) / shown
    const away = (row) => Math.abs(Number(row.dataset.x) - at)
    const nearest = rows.reduce((best, row) => (away(row) < away(best) ? row : best))
    const [name, ...values] = [...nearest.cells].map((cell) => cell.textContent.trim())
    told.textContent = `${name}: ${values.map((value, place) => `${value} ${columns[place].textContent.toLowerCase()}`).join(', ')}`
    mark.setAttribute('x1', nearest.dataset.x)
    mark.setAttribute('x2', nearest.dataset.x)
    plot.append(mark)
  })
  plot.addEventListener('pointerleave', () => {
    told.textContent = ''
    mark.remove()
  })
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!navigator.clipboard) continue
  const words = button.textContent
  button.hidden = false
  const copy = async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
    button.textContent = 'Copied'
    setTimeout(() => (button.textContent = words), 2000)
  }
  button.addEventListener('click', () => void copy())
}

// Adds to pages that work without it: search as you type.
const form = document.querySelector('form.search')
const found = document.getElementById('found')
if (form && found) {
  let turn = 0
  let waiting
  const search = async () => {
    const mine = ++turn
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ''))
    const address = `/search?${query}`
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

/** A bare page of a paper: its props in the attribute, and what stands after the component. */
export function paperPageHtml(props: object, after = ''): string {
  return blobPageHtml('PaperContent', props, after)
}

/** A bare page with one component: its props in the attribute, and what stands after it. */
export function blobPageHtml(target: 'DailyPapers' | 'PaperContent', props: object, after = ''): string {
  const json = JSON.stringify(props)
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
  return `<!doctype html><html><body><main><div class="SVELTE_HYDRATER contents" data-target="${target}" data-props="${json}"></div>${after}</main></body></html>`
}

/** Escapes text between tags and in ordinary attributes. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** JSON for a `data-props` attribute. Like the site it escapes only `&`, `"` and `<`, and leaves `>` as it is. */
export function escapeProps(props: object): string {
  return JSON.stringify(props).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

/** A hydration target of the site: an element that carries its JSON in an attribute. */
export function hydrater(target: string, props: object, inner = ''): string {
  return `<div class="SVELTE_HYDRATER contents" data-target="${target}" data-props="${escapeProps(props)}">${inner}</div>`
}

/** Forges whose addresses begin with the owner and the name. */
const FORGE =
  /^(?:https?:\/\/)?(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co|bitbucket\.org)\/([^/?#]+)\/([^/?#]+)/i

/** What forges allow in owner and name. */
const NAME = /^[\w.-]+\/[\w.-]+$/

/**
 * `owner/name` of a code repository's address, or null when it names no repository (only an owner, or not an
 * address of a forge). Trailing slashes, `.git` and what follows the name (`/tree/main`) are cut; blanks inside the
 * address, which people type by mistake, are taken out where the rest is a name that a forge allows.
 *
 * @example repositoryName('https://github.com/simular-ai/Agent-S/') // 'simular-ai/Agent-S'
 * @example repositoryName('https://github.com/ owner/na me') // 'owner/name'
 */
export function repositoryName(address: string): string | null {
  const trimmed = address.trim()
  const joined = nameIn(trimmed.replace(/\s+/g, ''))
  if (!/\s/.test(trimmed) || (joined && NAME.test(joined))) return joined
  // Words after the address, or a second one.
  return nameIn(trimmed.split(/\s/)[0] ?? '')
}

function nameIn(address: string): string | null {
  const [, owner, last] = FORGE.exec(address) ?? []
  const name = last?.replace(/\.git$/i, '')
  return owner && name ? `${owner}/${name}` : null
}

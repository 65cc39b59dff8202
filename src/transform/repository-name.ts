/** Forges whose paths start with owner and name. */
const FORGE =
  /^(?:https?:\/\/)?(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co|bitbucket\.org)\/([^/?#]+)\/([^/?#]+)/i

/** Characters that forges allow in owner and name. */
const NAME = /^[\w.-]+\/[\w.-]+$/

/**
 * Extracts `owner/name` from a code repository's address; null when it names no repository (only an owner, or not an
 * address of a forge). Trailing slashes, `.git` and the rest after the name (`/tree/main`) are cut; spaces inside the
 * address, which people type by mistake, are removed if the rest is a valid name.
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

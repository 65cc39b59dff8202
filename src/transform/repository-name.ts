/**
 * `owner/name` of a code repository's address, or null when it names no repository (only an owner, or not an
 * address of a forge). Trailing slashes, `.git` and what follows the name (`/tree/main`) are cut.
 *
 * @example repositoryName('https://github.com/simular-ai/Agent-S/') // 'simular-ai/Agent-S'
 */
export function repositoryName(address: string): string | null {
  const match =
    /^(?:https?:\/\/)?(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co|bitbucket\.org)\/([^/?#\s]+)\/([^/?#\s]+)/i.exec(
      address.trim(),
    )
  const [, owner, last] = match ?? []
  const name = last?.replace(/\.git$/i, '')
  return owner && name ? `${owner}/${name}` : null
}

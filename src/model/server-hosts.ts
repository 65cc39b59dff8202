/** A URL with several hosts, in three parts: the part before them, each host with its port, the rest. */
export interface HostsInUrl {
  readonly before: string
  readonly hosts: readonly string[]
  readonly after: string
}

/**
 * Splits a URL at its hosts. Postgres URLs may have several, separated by commas.
 *
 * @example hostsIn('postgres://u@h1:5432,h2/db').hosts // ['h1:5432', 'h2']
 */
export function hostsIn(url: string): HostsInUrl {
  const [, before = url, hosts = '', after = ''] =
    /^([a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/is.exec(url) ?? []
  return { before, hosts: hosts.split(','), after }
}

/** Returns a URL for each of its hosts, in order. */
export function urlPerHost(url: string): readonly string[] {
  const { before, hosts, after } = hostsIn(url)
  return hosts.map((host) => `${before}${host}${after}`)
}

/** A URL with several hosts, in three parts: what stands before them, each host with its port, what follows. */
export interface HostsInUrl {
  readonly before: string
  readonly hosts: readonly string[]
  readonly after: string
}

/**
 * Takes a URL apart at its hosts. Those of Postgres may have several with commas between them.
 *
 * @example hostsIn('postgres://u@h1:5432,h2/db').hosts // ['h1:5432', 'h2']
 */
export function hostsIn(url: string): HostsInUrl {
  const [, before = url, hosts = '', after = ''] =
    /^([a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/is.exec(url) ?? []
  return { before, hosts: hosts.split(','), after }
}

/** The same URL for each of its hosts alone, in order. */
export function urlPerHost(url: string): readonly string[] {
  const { before, hosts, after } = hostsIn(url)
  return hosts.map((host) => `${before}${host}${after}`)
}

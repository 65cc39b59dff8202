/** An answer before it is compressed and sent. Header names are in lower case. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Sent in place of the body: a picture. */
  readonly bytes?: Uint8Array
}

/** An HTML page. */
export function pageReply(
  status: number,
  html: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: html }
}

/** A plain text. */
export function plainReply(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: text }
}

/** JSON of the API; an error is an object with the key `error`. */
export function jsonReply(status: number, json: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(json),
  }
}

/** A picture. */
export function pictureReply(bytes: Uint8Array): Reply {
  return { status: 200, headers: { 'content-type': 'image/png' }, body: '', bytes }
}

/** A redirect to another address of the site. */
export function redirectReply(location: string): Reply {
  return plainReply(302, `Found. Redirecting to ${location}`, { location })
}

/** The page for an address that does not exist. */
export function notFoundReply(): Reply {
  return pageReply(
    404,
    '<!doctype html><html><head><title>404 - Replica</title></head><body><h1>404</h1><p>There is no such page here.</p></body></html>\n',
  )
}

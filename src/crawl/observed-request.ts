import { errorType, type Facts, inStep, measure } from '../base/telemetry.ts'

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 }

/**
 * Makes one GET with a span and a measurement by the semantic conventions of HTTP. The request is not changed: no
 * trace id goes to the site.
 *
 * @param resends number of redirects before it; 0 for the first request
 */
export async function observedRequest<Answer extends { readonly status: number }>(
  address: string,
  resends: number,
  request: () => Promise<Answer>,
): Promise<Answer> {
  const url = new URL(address)
  const asked: Facts = {
    'http.request.method': 'GET',
    'server.address': url.hostname,
    'server.port': url.port === '' ? (PORTS[url.protocol] ?? 0) : Number(url.port),
  }
  const before = performance.now()
  const took = (came: Facts) => {
    const seconds = (performance.now() - before) / 1000
    measure('http.client.request.duration', seconds, {
      ...asked,
      'url.scheme': url.protocol.slice(0, -1),
      ...came,
    })
  }
  return inStep(
    'GET',
    {
      ...asked,
      'url.full': withoutUser(url),
      ...(resends > 0 ? { 'http.request.resend_count': resends } : {}),
    },
    async (step) => {
      try {
        const answer = await request()
        const { status } = answer
        const came = { 'http.response.status_code': status }
        step.note(came)
        took(status >= 400 ? { ...came, 'error.type': String(status) } : came)
        if (status >= 400) step.end(String(status))
        return answer
      } catch (error) {
        took({ 'error.type': errorType(error) })
        throw error
      }
    },
    'request',
  )
}

function withoutUser(url: URL): string {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  return plain.toString()
}

import type { IncomingHttpHeaders } from 'node:http';

/** Where a browser says that the page itself, or nobody's page, makes a request. */
const ownFetchSites: readonly unknown[] = [undefined, 'same-origin', 'none'];

/**
 * Why a server of this machine does not serve a request; `undefined` where it does.
 *
 * A web page of another origin can send requests to a port of this machine, though it cannot read the answers; and a
 * name that was made to lead here (DNS rebinding) lets it read them too. A browser says both.
 */
export function refusalOfForeign(headers: IncomingHttpHeaders, port: number | undefined): string | undefined {
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const { host = '', origin } = headers;
  // Port 80 is left out of the header by whoever writes it.
  if (!own.includes(host.includes(':') ? host.toLowerCase() : `${host.toLowerCase()}:80`))
    return `This server is not ${host || 'nameless'}: it answers to ${own[0]} only.`;
  if (origin !== undefined && !own.some((name) => origin === `http://${name}`))
    return 'A page of another origin may not ask this server.';
  if (!ownFetchSites.includes(headers['sec-fetch-site']))
    return 'A page of another site may not ask this server.';
  return undefined;
}

/** As {@link refusalOfForeign}, for files: a link of another site, such as an issuer's way back, may lead to them. */
export const refusalOfForeignVisit = (
  headers: IncomingHttpHeaders,
  port: number | undefined,
): string | undefined =>
  headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
    ? refusalOfForeign({ ...headers, 'sec-fetch-site': 'none' }, port)
    : refusalOfForeign(headers, port);

/** How a server of the AWS JSON protocol refuses a request; the SDKs read the reason from it. */
export const accessDenied = (reason: string): string =>
  JSON.stringify({ __type: 'AccessDeniedException', message: reason });

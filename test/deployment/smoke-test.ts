/**
 * Asks a deployed stage, and changes nothing in it: the page, the API with and without a token, the path of a card.
 *
 * A reader with a second factor signs in where `SMOKE_USERNAME`, `SMOKE_PASSWORD` and `SMOKE_TOTP_SECRET` are given.
 */

export interface Deployment {
  readonly pageUrl: string;
  readonly apiUrl: string;
}

export interface Check {
  readonly what: string;
  readonly passed: boolean;
  readonly found: string;
}

type Ask = (url: string, init?: { readonly headers: Readonly<Record<string, string>> }) => Promise<Response>;

/** Every check in its order; one that could not be made has failed. */
export async function smokeTest(
  { pageUrl, apiUrl }: Deployment,
  token: string | undefined,
  ask: Ask = fetch,
): Promise<readonly Check[]> {
  const page = pageUrl.replace(/\/$/, '');
  const api = apiUrl.replace(/\/$/, '');
  const bearer = { headers: { authorization: `Bearer ${token ?? ''}` } };
  const browser = { headers: { accept: 'text/html' } };
  const checks: (readonly [string, () => Promise<string | true>])[] = [
    ['the page is served, and says what it may load', () => policyOf(ask(`${page}/`))],
    ['the page knows who signs in', () => statusOf(ask(`${page}/config.json`), 200)],
    ['the API asks for a token', () => statusOf(ask(`${api}/orders`), 401)],
    ['so it does under the address of the page', () => statusOf(ask(`${page}/orders`), 401)],
    ['a card can be opened without a sign-in', () => statusOf(ask(`${page}/card`, browser), 200)],
  ];
  if (token !== undefined)
    checks.push(
      ['a reader is known', () => statusOf(ask(`${page}/me`, bearer), 200)],
      ['the books answer', () => statusOf(ask(`${page}/orders`, bearer), 200)],
      ['a question is checked', () => statusOf(ask(`${page}/orders?nothing=1`, bearer), 400)],
    );
  const results: Check[] = [];
  for (const [what, check] of checks) {
    const found = await check().catch((error: unknown) => String(error));
    results.push({ what, passed: found === true, found: found === true ? 'as it should be' : found });
  }
  return results;
}

async function statusOf(answer: Promise<Response>, expected: number): Promise<string | true> {
  const { status } = await answer;
  return status === expected || `it answers ${status}, not ${expected}`;
}

async function policyOf(answer: Promise<Response>): Promise<string | true> {
  const { status, headers } = await answer;
  if (status !== 200) return `it answers ${status}`;
  return (
    headers.get('content-security-policy')?.includes("default-src 'self'") === true || 'it has no policy'
  );
}

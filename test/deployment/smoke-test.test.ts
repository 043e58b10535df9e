import { describe, expect, it } from 'vitest';
import { smokeTest } from './smoke-test.ts';

const deployment = { pageUrl: 'https://page.example/', apiUrl: 'https://api.example/' };

/** What a deployment answers that is as it should be, to whoever has signed in and to others. */
const right: Readonly<Record<string, readonly [signedIn: number, other: number]>> = {
  '/': [200, 200],
  '/config.json': [200, 200],
  '/card': [200, 200],
  '/me': [200, 401],
  '/orders': [200, 401],
  '/orders?nothing=1': [400, 401],
};

/** The same, but for the answers that are given. */
const answers =
  (wrong: Readonly<Record<string, number>> = {}) =>
  async (url: string, init?: { readonly headers: Readonly<Record<string, string>> }): Promise<Response> => {
    const { pathname, search } = new URL(url);
    const asked = `${pathname}${search}`;
    const [signedIn, other] = right[asked] ?? [500, 500];
    const status = wrong[asked] ?? (init?.headers['authorization'] === 'Bearer good' ? signedIn : other);
    const headers = pathname === '/' ? { 'content-security-policy': "default-src 'self'" } : undefined;
    return new Response(null, { status, ...(headers && { headers }) });
  };

describe('the smoke test', () => {
  it('passes a deployment that is as it should be, with and without a reader', async () => {
    const without = await smokeTest(deployment, undefined, answers());
    const withReader = await smokeTest(deployment, 'good', answers());
    expect([without.length, withReader.length]).toEqual([5, 8]);
    for (const { what, passed } of [...without, ...withReader]) expect(passed, what).toBe(true);
  });

  it.each([
    ['/', 403],
    ['/config.json', 404],
    ['/card', 401],
    ['/orders', 200],
    ['/me', 500],
    ['/orders?nothing=1', 200],
  ])('sees that %s answers %i', async (asked, status) => {
    const results = await smokeTest(deployment, 'good', answers({ [asked]: status }));
    expect(results.filter(({ passed }) => !passed).length).toBeGreaterThan(0);
  });

  it('takes what does not answer at all for a failure, and goes on', async () => {
    const results = await smokeTest(deployment, undefined, async () => {
      throw new Error('no such host');
    });
    expect(results.map(({ passed, found }) => [passed, found])).toEqual(
      Array.from({ length: 5 }, () => [false, 'Error: no such host']),
    );
  });
});

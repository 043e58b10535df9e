import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LedgerClient } from '../../tools/cli/ledger-client.ts';
import { sendOverApi } from '../../tools/cli/sending.ts';

const bodies = ['{"id":"1"}', '{"id":"2"}'];

/** An API that answers one request after another. */
function apiThat(...answers: readonly (() => Response)[]) {
  const sent: unknown[] = [];
  const api = new LedgerClient('http://ledger', 'token', async (_url, request) => {
    sent.push(JSON.parse(gunzipSync(request?.body as Buffer).toString('utf8')));
    return answers[sent.length - 1]?.() ?? new Response(null, { status: 500 });
  });
  return { api, sent };
}

const taken = (count: number) => (): Response =>
  Response.json(
    { items: Array.from({ length: count }, (_, index) => ({ index, status: 'queued' })) },
    { status: 207 },
  );
/** As API Gateway says it. */
const throttled = (): Response =>
  Response.json({ message: 'Too Many Requests' }, { status: 429, headers: { 'retry-after': '0' } });

describe('sending over the API', () => {
  it('sends a batch again that API Gateway did not let through', async () => {
    const { api, sent } = apiThat(throttled, taken(2));
    expect(await sendOverApi(api, bodies)).toBe(2);
    expect(sent).toEqual([
      [{ id: '1' }, { id: '2' }],
      [{ id: '1' }, { id: '2' }],
    ]);
  });

  it('gives up with a sentence after some attempts, and sends nothing else', async () => {
    const { api, sent } = apiThat(throttled, throttled, throttled, throttled, throttled, taken(2));
    await expect(sendOverApi(api, bodies)).rejects.toThrow('The API is asked too often');
    expect(sent).toHaveLength(5);
  });
});

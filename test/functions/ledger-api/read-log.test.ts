import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { LedgerApiEvent } from '../../../functions/ledger-api/api.ts';
import { answersWithHouseholds, noteRead, type ReadLine } from '../../../functions/ledger-api/read-log.ts';
import { routes } from '../../../functions/ledger-api/routes.ts';
import { answerSchemas } from '../../../shared/contract/answers.ts';
import { callerAddress } from '../../../shared/http/caller-address.ts';

const edge = '130.176.1.2';
const desk = '198.51.100.7';

/** What a question leaves in the read log. */
function linesOf(
  path: string,
  { claims = { sub: 'reader-1' } as object | null, forwardedFor = `${desk}, ${edge}` } = {},
): readonly unknown[] {
  const lines: unknown[] = [];
  const event = {
    routeKey: `GET ${path}`,
    rawPath: path.replace(/\{\w+\+?\}/, 'one'),
    headers: { 'x-forwarded-for': forwardedFor },
    requestContext: { http: { sourceIp: edge }, ...(claims && { authorizer: { jwt: { claims } } }) },
  } as unknown as LedgerApiEvent;
  noteRead(event, 200, { info: (...told: unknown[]) => lines.push(told) });
  return lines;
}

describe('the read log', () => {
  it('has who read which household, by which route and path, from which address, and what came of it', () => {
    expect(linesOf('/households/{householdId}')).toEqual([
      [
        'read',
        {
          sub: 'reader-1',
          routeKey: 'GET /households/{householdId}',
          path: '/households/one',
          status: 200,
          sourceIp: edge,
          viewer: desk,
        } satisfies ReadLine,
      ],
    ]);
  });

  it('has a line for every route whose answer may name a household, and for no other', () => {
    const withHouseholds = Object.entries(answerSchemas)
      .filter(([, schema]) =>
        JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' })).includes('"householdId":{'),
      )
      .map(([name]) => name);
    const ofRoutes = new Set(routes.map(({ schema }): string => schema));
    expect([...answersWithHouseholds].toSorted()).toEqual(
      withHouseholds.filter((name) => ofRoutes.has(name)).toSorted(),
    );
    for (const { path, schema } of routes)
      expect(linesOf(path), path).toHaveLength(withHouseholds.includes(schema) ? 1 : 0);
  });

  it('has no line of whoever was not let in', () => {
    expect(linesOf('/households/{householdId}', { claims: null })).toEqual([]);
  });
});

describe('the address of a caller', () => {
  it.each([
    ['came by CloudFront', edge, `${desk}, ${edge}`, { sourceIp: edge, viewer: desk }],
    ['came by CloudFront, which is not written once more', edge, desk, { sourceIp: edge, viewer: desk }],
    [
      'sent another one along to CloudFront',
      edge,
      `203.0.113.9, ${desk}, ${edge}`,
      { sourceIp: edge, viewer: desk },
    ],
    ['asked the API itself', desk, desk, { sourceIp: desk }],
    ['asked the API itself, without a word', desk, undefined, { sourceIp: desk }],
    [
      'asked the API itself as another',
      desk,
      `203.0.113.9, ${desk}`,
      { sourceIp: desk, viewer: '203.0.113.9' },
    ],
    ['has an address of IPv6', edge, `2001:db8::7,${edge}`, { sourceIp: edge, viewer: '2001:db8::7' }],
    ['sent nonsense along', desk, `${'x'.repeat(9_000)},${desk}`, { sourceIp: desk, viewer: 'x'.repeat(45) }],
  ])('of whoever %s', (_, sourceIp, forwardedFor, expected) => {
    expect(callerAddress(sourceIp, forwardedFor)).toEqual(expected);
  });
});

/** A ledger API that answers what a test lays out, by path; lists by path and query without the limit. */
import { LedgerClient } from '../../tools/cli/ledger-client.ts';

export type Answers = Record<string, unknown>;

export const listOf = (...items: readonly unknown[]) => ({ items });

export function fakeApi(answers: Answers): LedgerClient {
  const answer: typeof fetch = async (input) => {
    const { pathname, searchParams } = new URL(String(input));
    searchParams.delete('limit');
    const query = searchParams.size === 0 ? '' : `?${searchParams}`;
    const body = answers[`${decodeURIComponent(pathname)}${query}`];
    return body === undefined
      ? Response.json({ title: 'Not Found', status: 404 }, { status: 404 })
      : Response.json(body);
  };
  return new LedgerClient('http://fake', undefined, answer);
}

export const ration = (commodity: string, unit = 'kg') => ({ commodity, quantityPerPerson: 5, unit });

export const orderTerms = (changes: object = {}) => ({
  orderId: 'O-1',
  startsOn: '2020-08-05',
  endsOn: '2020-08-31',
  area: { centres: ['C-1'] },
  rations: [ration('rice'), ration('oil', 'bottle')],
  pledges: [{ commodity: 'soap', source: 'Ministry', responsible: 'Cabinet' }],
  status: 'active',
  ...changes,
});

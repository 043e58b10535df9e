import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardSources, readSenders, sourceOfSender } from '../../shared/posting/senders.ts';
import { Books } from '../functions/ledger-api/books.ts';
import { registerRound } from '../functions/ledger-api/round.ts';

const bank = 'urn:relief:bank';
const office = 'urn:relief:office';
const bankRole = 'AROABANK';
const officeRole = 'AROAOFFICE';
const senders = readSenders(`${bankRole} ${bank}\n${officeRole} ${office}\n`);

const funding = (source: string, id: string, more: object = {}): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type: 'relief.payer.funded.v1',
    time: '2020-08-08T09:00:00+09:00',
    data: { fundingId: id, payerId: 'P-1', orderId: 'O-none', amount: 100, currency: 'KPW', ...more },
  });

describe('the source of a message', () => {
  it.each([
    ['its sender’s own', `${bankRole}:session`, bank, undefined],
    ['another organisation’s', `${bankRole}:session`, office, bank],
    ['one of nobody', `${bankRole}:session`, 'urn:relief:other', bank],
    ['not to be read', `${bankRole}:session`, undefined, bank],
    ['that of a sender without a role here', 'AROAOPERATOR:console', office, undefined],
    ['that of a user', 'AIDAUSER', office, undefined],
    ['that of nobody known', undefined, office, undefined],
    ['of a role whose id only begins alike', `${bankRole}X:session`, office, undefined],
  ])('may be %s', (_, senderId, source, expected) => {
    expect(sourceOfSender(senders, senderId, source)).toBe(expected);
  });

  it('is free where no organisation has a role', () => {
    expect(sourceOfSender(readSenders(''), `${bankRole}:session`, office)).toBeUndefined();
  });
});

/** Why a dead letter is never sent anew by whoever redrives it: see decision 93. */
describe('a message that an operator would send anew', () => {
  const operator = 'AROAOPERATOR:on-call';
  const cardRole = 'AROACARD';
  const withCards = new Map([...senders, [cardRole, cardSources] as const]);

  it('would pass for another organisation’s, and lose what its card says', () => {
    expect(sourceOfSender(withCards, `${bankRole}:session`, office)).toBe(bank);
    expect(sourceOfSender(withCards, operator, office)).toBeUndefined();
    expect(sourceOfSender(withCards, `${cardRole}:function`, `${cardSources}H-1`)).toBeUndefined();
    expect(sourceOfSender(withCards, operator, `${cardSources}H-1`)).toBeDefined();
  });
});

describe('a message in another’s name', () => {
  let books: Books;
  const send = (body: string, senderId: string) => books.sendBody('payments', body, 'P-1', senderId);
  const exceptions = (status: string) => books.all(`/exceptions?status=${status}`, 500);

  beforeAll(async () => {
    books = await Books.open(senders);
    await registerRound(books);
    await send(funding(office, 'F-1'), `${bankRole}:session`);
  });
  afterAll(() => books?.close());

  it('is rejected as invalid at `source`, with whose it should have been', async () => {
    expect(await exceptions('rejected')).toMatchObject([
      {
        reason: 'invalid-message',
        detail: { path: 'source', expected: bank },
        event: { source: office, id: 'F-1' },
      },
    ]);
    expect(await exceptions('held')).toEqual([]);
  });

  it('takes no id away from whom it names: the true message is heard, be it the same to the letter', async () => {
    await send(funding(office, 'F-1'), `${officeRole}:session`);
    expect(await exceptions('held')).toMatchObject([
      { reason: 'unknown-order', event: { source: office, id: 'F-1' } },
    ]);
  });

  it('is kept once, however often it comes', async () => {
    await send(funding(office, 'F-1'), `${bankRole}:other-session`);
    expect(await exceptions('rejected')).toHaveLength(1);
  });

  it('is rejected for its source, whatever else is wrong with it', async () => {
    await send(funding(office, 'F-2', { amount: -1 }), `${bankRole}:session`);
    await send(funding(office, 'F-2'), `${officeRole}:session`);
    const rejected = await exceptions('rejected');
    expect(rejected.map(({ detail }) => detail.path)).toEqual(['source', 'source']);
    expect((await exceptions('held')).map(({ event }) => event.id)).toEqual(['F-2', 'F-1']);
  });
});

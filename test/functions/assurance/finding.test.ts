import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { arrival, dispatch, handovers, households, locations, loss, order } from '../../flows/events.ts';
import { startTestTables, type TestTables } from '../../support/table-engine.ts';
import { Books, type SentEvent } from '../ledger-api/books.ts';

type Json = any;

let engine: TestTables;
let books: Books;
beforeAll(async () => {
  engine = await startTestTables();
});
afterAll(() => engine.stop());

const send = (event: object, id?: string): Promise<void> =>
  books.send({ ...(event as SentEvent), ...(id !== undefined && { id }) });
const note = (data: object, id?: string): Promise<void> =>
  send({ type: 'relief.finding.noted.v1', data: { note: 'the driver brought the rest', ...data } }, id);
const voidOf = (id: string, queue: string): object => ({
  type: 'relief.event.voided.v1',
  queue,
  data: { source: 'urn:test:desk', id, reason: 'typed wrongly' },
});

const rice = (quantity: number) => [{ commodity: 'rice', quantity, unit: 'kg' }];
const receipt = (receiptId: string, householdId: string, quantity: number, more: object = {}) => ({
  receiptId,
  householdId,
  lines: rice(quantity),
  ...more,
});
const exceptions = (filter = ''): Promise<Json[]> => books.all(`/exceptions?orderId=O-1${filter}`, 100);
const anomalies = (filter = ''): Promise<Json[]> => books.all(`/anomalies?orderId=O-1${filter}`, 100);
const ofNotes = (filter = ''): Promise<Json[]> => books.all(`/exceptions?orderId=-${filter}`, 100);

beforeEach(async () => {
  books = await Books.openIn(engine);
  await send(locations);
  await send(households('C-1', [{ householdId: 'H-1', name: 'Kim', adults: 2, children: 0 }]));
  await send(order('O-1'));
  await send(arrival('O-1', 'W-1', 'C-1', rice(8)));
});

const refuse = async (): Promise<Json> => {
  await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-1', 100)]), 'sheet');
  const [refused] = await exceptions();
  return refused;
};

describe('a note about an exception', () => {
  it('is shown with it, and says its state and its owner until another does', async () => {
    const { exceptionId, state, notes } = await refuse();
    expect({ state, notes }).toEqual({ state: 'open', notes: [] });
    await note({ exceptionId, state: 'looked-into', owner: 'Ri' }, 'n-1');
    await note({ exceptionId, note: 'and the scale was wrong' }, 'n-2');
    const [found] = await exceptions();
    expect(found).toMatchObject({
      state: 'looked-into',
      owner: 'Ri',
      notes: [
        {
          note: 'the driver brought the rest',
          state: 'looked-into',
          owner: 'Ri',
          event: { source: 'urn:test:desk', id: 'n-1' },
        },
        { note: 'and the scale was wrong', event: { source: 'urn:test:desk', id: 'n-2' } },
      ],
    });
    await note({ exceptionId, state: 'explained' });
    expect(await exceptions('&state=looked-into')).toEqual([]);
    expect(await exceptions('&state=explained')).toHaveLength(1);
    await note({ exceptionId, state: 'open' });
    expect(await exceptions('&state=open')).toHaveLength(1);
  });

  it('that is not there yet is held until it is, whatever its group', async () => {
    const { exceptionId } = await refuse();
    const fresh = await Books.openIn(engine);
    books = fresh;
    await note({ exceptionId });
    await books.send({
      type: 'relief.finding.noted.v1',
      group: 'anything',
      data: { exceptionId, note: 'two' },
    });
    expect(await ofNotes('&status=held')).toMatchObject([
      { reason: 'unknown-reference', detail: { exceptionId }, event: { type: 'relief.finding.noted.v1' } },
      { reason: 'unknown-reference', detail: { exceptionId } },
    ]);
    await send(locations);
    await send(households('C-1', [{ householdId: 'H-1', adults: 2, children: 0 }]));
    await send(order('O-1'));
    expect(await ofNotes('&status=held')).toHaveLength(2);
    await send(arrival('O-1', 'W-1', 'C-1', rice(8)));
    const refused = await refuse();
    expect(refused.exceptionId).toBe(exceptionId);
    expect(refused.notes).toHaveLength(2);
    expect(await ofNotes('&status=held')).toEqual([]);
  });

  it('is not an exception because an event has the id', async () => {
    await send(loss('O-1', 'C-1', 'L-1', [{ ...rice(1)[0], cause: 'spilled' }]), 'lost');
    const { eventClaimId } = await import('../../../shared/ledger/id-claims.ts');
    await note({ exceptionId: eventClaimId('urn:test:desk#lost') });
    expect(await ofNotes('&status=held')).toMatchObject([{ reason: 'unknown-reference' }]);
  });

  it('comes once, and under another content it is refused', async () => {
    const { exceptionId } = await refuse();
    await note({ exceptionId }, 'n-1');
    await note({ exceptionId }, 'n-1');
    await note({ exceptionId, state: 'open' }, 'n-1');
    expect((await exceptions())[0].notes).toHaveLength(1);
    expect(await ofNotes()).toMatchObject([{ status: 'rejected', reason: 'conflicting-duplicate' }]);
  });

  it('is not voided; while it is held it is withdrawn', async () => {
    const { exceptionId } = await refuse();
    await note({ exceptionId }, 'n-1');
    await send(voidOf('n-1', 'assurance'));
    expect(await ofNotes()).toMatchObject([
      { reason: 'not-voidable', detail: { type: 'relief.finding.noted.v1' } },
    ]);
    await note({ exceptionId: `x${'1'.repeat(32)}` }, 'n-2');
    await send(voidOf('n-2', 'assurance'));
    expect(await ofNotes('&status=held')).toEqual([]);
    expect(await ofNotes('&reason=withdrawn')).toHaveLength(1);
  });

  it('is of one thing: neither of two nor of none', async () => {
    const [exceptionId, anomalyId] = [`x${'1'.repeat(32)}`, `A-${'1'.repeat(31)}`];
    await note({ exceptionId, anomalyId });
    await note({});
    await note({ exceptionId: 'x-1' });
    const refused = await ofNotes();
    expect(refused.map(({ reason, detail }) => [reason, detail.path]).sort()).toEqual([
      ['invalid-message', 'data.anomalyId'],
      ['invalid-message', 'data.exceptionId'],
      ['invalid-message', 'data.exceptionId'],
    ]);
  });

  it('is forgotten with the household that it is about, before or after its erasure', async () => {
    const { exceptionId } = await refuse();
    await note({ exceptionId, note: 'Kim was ill', owner: 'Ri' }, 'n-1');
    const erased = { type: 'relief.household.erased.v1', data: { householdId: 'H-1', reason: 'asked' } };
    await send(erased);
    await note({ exceptionId, note: 'Kim is well' }, 'n-2');
    const [found] = await exceptions();
    expect(found.notes).toMatchObject([{ owner: 'Ri' }, {}]);
    expect(found.notes.flatMap(({ note: text }: Json) => text ?? [])).toEqual([]);
    const { original } = (await books.tables.all('ledgers', `case:${await claimOf('n-1')}`))[0]?.record ?? {};
    expect(JSON.parse(String(original)).data).toEqual({ exceptionId, note: '(erased)', owner: 'Ri' });
    expect(JSON.stringify(await books.tables.all('ledgers', `case:${await claimOf('n-2')}`))).not.toContain(
      'Kim',
    );
  });
});

const claimOf = async (id: string): Promise<string> =>
  (await import('../../../shared/ledger/id-claims.ts')).eventClaimId(`urn:test:desk#${id}`);

describe('an exception', () => {
  it('leaves the open ones by itself when it is withdrawn, replaced, corrected or posted', async () => {
    await send(handovers('O-1', 'C-1', [receipt('R-1', 'H-2', 1)]), 'early');
    await send(handovers('O-1', 'C-1', [receipt('R-2', 'H-3', 1)]), 'typo');
    await send(handovers('O-1', 'C-1', [receipt('R-3', 'H-1', 100)]), 'much');
    await send(handovers('O-1', 'C-1', [receipt('R-4', 'H-4', 1)]), 'unread');
    expect(await exceptions('&state=open')).toHaveLength(4);
    await send(households('C-1', [{ householdId: 'H-9', adults: 1, children: 0 }]));
    await send({ ...voidOf('typo', 'handovers'), group: 'C-1' });
    const byReference = new Map((await exceptions()).map((one) => [one.reference, one.exceptionId]));
    for (const [reference, id] of [
      ['R-3', 'H-1'],
      ['R-4', 'H-1'],
    ] as const) {
      const corrects = byReference.get(reference);
      await send(handovers('O-1', 'C-1', [receipt(reference, id, 1, { corrects })]));
    }
    const states = (await exceptions()).map(({ reference, reason, state }) => [reference, reason, state]);
    expect(states.sort()).toEqual([
      ['R-1', 'unknown-household', 'open'],
      ['R-2', 'withdrawn', 'explained'],
      ['R-3', 'exceeds-entitlement', 'explained'],
      ['R-4', 'replaced', 'explained'],
    ]);
  });
});

describe('a note about an anomaly', () => {
  it.each<[string, object[]]>([
    ['that was recorded', [loss('O-1', 'C-1', 'L-1', [{ ...rice(1)[0], cause: 'stolen' }])]],
    [
      'of a waybill',
      [dispatch('O-1', 'W-2', { source: 'mill' }, 'C-2', rice(5)), arrival('O-1', 'W-2', 'C-2', rice(4))],
    ],
    ["of a hub's share", [arrival('O-1', 'W-3', 'HUB', rice(2)), arrival('O-1', 'W-3/C-1', 'C-1', rice(1))]],
    ['beyond the plan', [arrival('O-1', 'W-9', 'C-2', rice(500))]],
    ['of registrations', [households('C-1', [{ householdId: 'H-1', adults: 5, children: 0 }], '2020-02-01')]],
  ])('%s finds it, and waits for it', async (_, events) => {
    for (const [index, event] of events.entries()) await send(event, `a-${index}`);
    const [{ anomalyId }] = await anomalies();
    await note({ anomalyId, state: 'explained', owner: 'Ri' });
    const [found] = await anomalies('&state=explained');
    expect(found).toMatchObject({ anomalyId, state: 'explained', owner: 'Ri', notes: [{ owner: 'Ri' }] });
    expect((await anomalies('&state=open')).map((one) => one.anomalyId)).not.toContain(anomalyId);

    books = await Books.openIn(engine);
    await note({ anomalyId, note: 'before it came' });
    expect(await ofNotes('&status=held')).toMatchObject([{ detail: { anomalyId } }]);
    await send(locations);
    await send(households('C-1', [{ householdId: 'H-1', name: 'Kim', adults: 2, children: 0 }]));
    await send(order('O-1'));
    await send(arrival('O-1', 'W-1', 'C-1', rice(8)));
    for (const [index, event] of events.entries()) await send(event, `a-${index}`);
    expect(await ofNotes('&status=held')).toEqual([]);
    const again = (await anomalies()).find((one) => one.anomalyId === anomalyId);
    expect(again?.notes).toMatchObject([{ note: 'before it came' }]);
  });
});

import { describe, expect, it } from 'vitest';
import { findHouseholds, householdOfCode, householdsNumbered } from '../../../dashboard/desk/model/find.ts';
import { lessOf, linesOf } from '../../../dashboard/desk/model/lines.ts';
import {
  choosing,
  type DeskList,
  EmptyListError,
  isOver,
  type Part,
  readList,
  readNeighbourhoods,
} from '../../../dashboard/desk/model/list.ts';
import { type HandoverRecord, isToSettle, type MissedRecord } from '../../../dashboard/desk/model/records.ts';
import { maxSheetRows, sheetsOf } from '../../../dashboard/desk/model/sheets.ts';
import { shelfNow, standingOf } from '../../../dashboard/desk/model/standing.ts';

const household = (householdId: string, more: object = {}) => ({
  householdId,
  persons: 2,
  due: [10.5],
  received: [0],
  ...more,
});

const households = [
  household('KS-00007', { name: 'Kim Yong', neighbourhood: 'Sonjuk' }),
  household('KS-00017', { name: '김 영희', neighbourhood: 'Haeun' }),
  household('KS-00107', { name: 'Yong Kim', neighbourhood: 'Haeun' }),
];

/** The list as the API answers it. */
const items = households.map((one) => ({ ...one, commodities: [] }));

const handover = (key: string, at: string, more: Partial<HandoverRecord> = {}): HandoverRecord => ({
  kind: 'handover',
  key,
  list: 'list',
  source: 'urn:x:D',
  orderId: 'O-1',
  centreId: 'C-1',
  householdId: 'KS-00007',
  at,
  lines: [{ commodity: 'rice', quantity: 0.1, unit: 'kg' }],
  ...more,
});

const missed = (key: string, at: string): MissedRecord => {
  const { lines, ...common } = handover(key, at);
  void lines;
  return { ...common, kind: 'missed', reason: 'absent' };
};

const list: DeskList = {
  key: 'list',
  source: 'urn:x:D',
  orderId: 'O-1',
  title: 'Round',
  centreId: 'C-1',
  takenAt: '2020-08-08T00:00:00.000Z',
  part: { of: 'all' },
  goods: [{ commodity: 'rice', unit: 'kg', onHand: 100 }],
  households,
  counted: ['A'],
};

describe('a search', () => {
  it.each([
    ['ks-00107', ['KS-00107']],
    ['7', ['KS-00007', 'KS-00017', 'KS-00107']],
    ['17', ['KS-00017']],
    ['yong', ['KS-00107', 'KS-00007']],
    ['영희', ['KS-00017']],
    ['haeun', ['KS-00017', 'KS-00107']],
    ['https://relief.example/card#KS-00017.Abcdef123456', ['KS-00017']],
    ['nobody', []],
    [' ', []],
  ])('for %s finds %j, the best first', (typed, found) => {
    expect(findHouseholds(households, typed).map(({ householdId }) => householdId)).toEqual(found);
  });

  it('takes a number from paper only where it is that of one household', () => {
    const numbered = (typed: string) => householdsNumbered(households, typed).map((one) => one.householdId);
    expect([numbered('7'), numbered('KS-00017'), numbered('9'), numbered('kim')]).toEqual([
      ['KS-00007'],
      ['KS-00017'],
      [],
      [],
    ]);
  });

  it('reads a household with a point in its number from its card', () => {
    const token = 'A.1.Abcdef123456';
    expect(householdOfCode(`https://x/card#${token}`)).toEqual({ householdId: 'A.1', token });
  });
});

describe('a part of a list', () => {
  it('holds the households of some neighbourhoods, or of a range of numbers', () => {
    const of = (part: DeskList['part']) => households.filter(choosing(part)).map((one) => one.householdId);
    expect(of({ of: 'neighbourhoods', neighbourhoods: ['Haeun'] })).toEqual(['KS-00017', 'KS-00107']);
    expect(of({ of: 'numbers', from: 'ks-00008', to: 'KS-00099' })).toEqual(['KS-00017']);
  });

  it.each([
    ['1', '17', ['KS-00007', 'KS-00017']],
    ['8', '107', ['KS-00017', 'KS-00107']],
    ['00017', '17', ['KS-00017']],
    ['18', '99', []],
    ['17', '7', []],
  ])('from %s to %s goes by the ends of the numbers', (from, to, chosen) => {
    const isChosen = choosing({ of: 'numbers', from, to });
    expect(households.filter(isChosen).map((one) => one.householdId)).toEqual(chosen);
  });

  it('is never empty: nobody finds out in the yard', async () => {
    const api = { one: async <T>() => ({ items, shelf: [] }) as T };
    const take = (part: Part) =>
      readList({ order: { orderId: 'O-1', title: 'Round' }, centreId: 'C-1', part }, list, api);
    await expect(take({ of: 'neighbourhoods', neighbourhoods: ['Haeum'] })).rejects.toThrow(EmptyListError);
    await expect(take({ of: 'numbers', from: '18', to: '99' })).rejects.toThrow(EmptyListError);
    expect((await take({ of: 'neighbourhoods', neighbourhoods: ['Haeun'] })).households).toHaveLength(2);
  });

  it('is chosen from the neighbourhoods that the whole list has, with those who have none', async () => {
    const pages = [{ items, next: 'x' }, { items: [{ ...items[0], neighbourhood: undefined }] }];
    const api = { one: async <T>() => pages.shift() as T };
    expect(await readNeighbourhoods('O-1', 'C-1', api)).toEqual([
      { name: '', households: 1 },
      { name: 'Haeun', households: 2 },
      { name: 'Sonjuk', households: 1 },
    ]);
  });

  it('is dropped when its order has ended, and after 14 days', () => {
    const at = (days: number) => new Date(Date.parse(list.takenAt) + days * 86_400_000);
    expect([isOver(list, '2020-08-09', at(1)), isOver(list, '2020-08-23', at(15))]).toEqual([false, true]);
    expect(isOver({ ...list, endsOn: '2020-08-08' }, '2020-08-09', at(1))).toBe(true);
  });
});

describe('what is due at a desk', () => {
  const day = (records: readonly HandoverRecord[], is: 'recorded' | 'posted' | 'rejected') => ({
    list,
    records,
    stateOf: () => ({ is }),
    dayOf: (instant: string) => instant.slice(0, 10),
    today: '2020-08-08',
  });
  const records = [handover('A', '2020-08-08T01:00:00.000Z'), handover('B', '2020-08-08T02:00:00.000Z')];
  const [first = household('none')] = households;

  it('is what the list says, less what was recorded here and is not counted there', () => {
    const standing = standingOf(first, day(records, 'recorded'));
    expect([standing.due, standing.received]).toEqual([[10.4], [0.1]]);
    expect(standing.servedToday).toBe('2020-08-08T02:00:00.000Z');
    expect(shelfNow(day(records, 'recorded'))).toEqual([99.9]);
  });

  it('counts nothing that was refused', () => {
    expect(standingOf(first, day(records, 'rejected'))).toMatchObject({
      due: [10.5],
      servedToday: undefined,
    });
  });

  describe('after a refusal that the list does not know of', () => {
    const oil = { commodity: 'oil', unit: 'bottle', onHand: 10 } as const;
    const both = { ...list, goods: [...list.goods, oil], counted: [] };
    const home = household('KS-00007', { due: [10.5, 2], received: [0, 0] });
    const lines = [
      { commodity: 'rice', quantity: 10.5, unit: 'kg' as const },
      { commodity: 'oil', quantity: 2, unit: 'bottle' as const },
    ];
    const refused = handover('A', '2020-08-08T01:00:00.000Z', { lines });
    const standing = (reason: string, detail: object = {}, more: object = {}, later: HandoverRecord[] = []) =>
      standingOf(home, {
        ...day([refused, ...later], 'recorded'),
        list: { ...both, ...more },
        stateOf: ({ key }) =>
          key === 'A' ? { is: 'rejected', reason, detail: { ...detail } } : { is: 'posted' },
      });
    const served = { commodity: 'rice', unit: 'kg', entitled: 10.5, received: 8, asked: 10.5 };

    it('what the books have of one commodity is received, and no other of the receipt is due', () => {
      expect(standing('exceeds-entitlement', served)).toMatchObject({
        due: [2.5, 0],
        received: [8, 0],
        refused: { reason: 'exceeds-entitlement', record: refused },
      });
    });

    it('what was handed over later is no longer due', () => {
      const later = handover('B', '2020-08-08T02:00:00.000Z', {
        lines: [{ commodity: 'rice', quantity: 2, unit: 'kg' }],
      });
      expect(standing('exceeds-entitlement', served, {}, [later])).toMatchObject({
        due: [0.5, 0],
        received: [10, 0],
      });
    });

    it('what it tells of one commodity holds, though a later one is refused for another', () => {
      const later = handover('B', '2020-08-08T02:00:00.000Z', {
        lines: [{ commodity: 'oil', quantity: 2, unit: 'bottle' }],
      });
      const ofOil = { commodity: 'oil', unit: 'bottle', entitled: 2, received: 1, asked: 2 };
      const states = new Map([
        ['A', { is: 'rejected', reason: 'exceeds-entitlement', detail: { ...served } } as const],
        ['B', { is: 'rejected', reason: 'exceeds-entitlement', detail: { ...ofOil } } as const],
      ]);
      const stateOf = ({ key }: { readonly key: string }) => states.get(key) ?? ({ is: 'posted' } as const);
      const known = { ...day([later, refused], 'recorded'), list: both, stateOf };
      expect(standingOf(home, known)).toMatchObject({
        due: [2.5, 1],
        received: [8, 1],
        refused: { record: later },
      });
    });

    it('what was handed over before, and is not in the books yet, is no longer due either', () => {
      const held = handover('B', '2020-08-08T00:30:00.000Z', {
        lines: [{ commodity: 'rice', quantity: 2, unit: 'kg' }],
      });
      const known = {
        ...day([refused, held], 'recorded'),
        list: both,
        stateOf: ({ key }: { readonly key: string }) =>
          key === 'A'
            ? ({ is: 'rejected', reason: 'exceeds-entitlement', detail: { ...served } } as const)
            : ({ is: 'held' } as const),
      };
      expect(standingOf(home, known)).toMatchObject({ due: [0.5, 0], received: [10, 0] });
    });

    it('nothing of a receipt is due that another one has replaced, which may be booked', () => {
      expect(standing('replaced', { correctedBy: 'office#2' })).toMatchObject({ due: [0, 0] });
    });

    it.each(['wrong-centre', 'household-withdrawn', 'order-ended'])(
      'nothing is due where it is %s',
      (reason) => {
        expect(standing(reason)).toMatchObject({ due: [0, 0], received: [0, 0] });
      },
    );

    it('all stays due where the refusal says nothing of the household', () => {
      expect(standing('conflicting-duplicate')).toMatchObject({
        due: [10.5, 2],
        refused: { reason: 'conflicting-duplicate' },
      });
    });

    it('a list that was taken after it knows better', () => {
      expect(standing('exceeds-entitlement', served, { counted: ['A'] })).toMatchObject({
        due: [10.5, 2],
        refused: undefined,
      });
    });
  });
});

describe('a refused record', () => {
  it.each([
    ['asks what became of the goods', 'exceeds-entitlement', undefined, true],
    ['asks no more once somebody has said so', 'exceeds-entitlement', 'returned', false],
    ['asks nothing where the office has put it right', 'replaced', undefined, false],
  ] as const)('%s', (_title, reason, settled, isOpen) => {
    const one = handover('R-1', '2020-08-10T01:00:00.000Z', settled && { settled });
    expect(isToSettle(one, { is: 'rejected', reason })).toBe(isOpen);
  });
});

describe('the lines of a receipt', () => {
  const goods = [
    { commodity: 'rice', unit: 'kg' },
    { commodity: 'oil', unit: 'bottle' },
  ] as const;

  it('are all that is due, and no line of nothing', () => {
    expect(linesOf(goods, [2.5, 0])).toEqual([{ commodity: 'rice', unit: 'kg', quantity: 2.5 }]);
  });

  it.each([
    [['2.5', ''], undefined],
    [['11', '1'], { is: 'tooMuch', commodity: 'rice' }],
    [['1', '-1'], { is: 'notNumber', commodity: 'oil' }],
    [['2,5', '1'], { is: 'notNumber', commodity: 'rice' }],
    [['', ''], { is: 'nothingChosen' }],
  ] as const)('typed as %j: %j', (typed, fault) => {
    expect(lessOf(goods, [10, 2], typed).fault).toEqual(fault);
  });
});

describe('sheets', () => {
  let ids = 0;
  const sheets = (records: Parameters<typeof sheetsOf>[0]) =>
    sheetsOf(records, () => `page-${++ids}`, '2020-08-08T12:00:00.000Z');

  it('hold what happened within an hour, and bear the time of the last of it', () => {
    const made = sheets([
      handover('C', '2020-08-08T02:10:00.000Z'),
      handover('A', '2020-08-08T01:10:00.000Z'),
      handover('B', '2020-08-08T01:50:00.000Z'),
    ]);
    expect(made.map(({ keys, sending }) => [keys, sending.event.time])).toEqual([
      [['A', 'B'], '2020-08-08T01:50:00.000Z'],
      [['C'], '2020-08-08T02:10:00.000Z'],
    ]);
  });

  it('hold at most 500 receipts, and name a missed household once', () => {
    const at = '2020-08-08T01:00:00.000Z';
    const many = Array.from({ length: 2 * maxSheetRows + 1 }, (_, index) => handover(`R-${index}`, at));
    expect(sheets(many).map(({ keys }) => keys.length)).toEqual([500, 500, 1]);
    expect(sheets([missed('x', at), missed('y', at)]).map(({ sending }) => sending.event.data)).toEqual([
      { centreId: 'C-1', orderId: 'O-1', households: [{ householdId: 'KS-00007', reason: 'absent' }] },
      { centreId: 'C-1', orderId: 'O-1', households: [{ householdId: 'KS-00007', reason: 'absent' }] },
    ]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importSource } from '../../../shared/files/events-of-records.ts';
import type { ImportKind } from '../../../shared/files/kinds.ts';
import type { ImportDefaults } from '../../../shared/files/options.ts';
import { booksOf } from '../../../tools/cli/import/books.ts';
import { errorsOf } from '../../../tools/cli/import/office-file.ts';
import { readImport } from '../../../tools/cli/import/read-import.ts';
import { warningText } from '../../../tools/cli/import/warning-text.ts';
import { type Answers, fakeApi, listOf, orderTerms } from '../fake-api.ts';
import { commodityRow, reconciliation } from '../reconciliation-of-two-centres.ts';

const folder = mkdtempSync(join(tmpdir(), 'relief-checks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const defaults = { centreId: 'C-1', orderId: 'O-1', date: '2020-08-08' };

async function reading(
  kind: ImportKind,
  text: string,
  answers: Answers,
  options: { readonly defaults?: ImportDefaults; readonly anyway?: boolean; readonly now?: string } = {},
) {
  const file = join(folder, 'f.csv');
  writeFileSync(file, text);
  const { anyway = false, now = '2020-08-08T17:00:00+09:00' } = options;
  const read = await readImport(
    { kind, file, zone: 'Asia/Pyongyang', now, defaults: options.defaults ?? defaults },
    booksOf(fakeApi(answers), importSource),
    anyway,
  );
  const errors = errorsOf('f.csv', read.refused);
  return { ...read, errors };
}

const planned = (commodity: string, quantity: number, unit = 'kg') =>
  commodityRow({ commodity, unit, planned: quantity } as Parameters<typeof commodityRow>[0]);

const books = (order: object = {}): Answers => ({
  '/orders/O-1': orderTerms(order),
  '/orders/O-1/reconciliation': {
    ...reconciliation({ commodities: [planned('rice', 100), planned('oil', 20, 'bottle')] }),
    locations: [],
  },
  '/locations': listOf(
    { locationId: 'C-1', name: 'One', kind: 'centre' },
    { locationId: 'C-2', name: 'Two', kind: 'centre' },
    { locationId: 'HUB', name: 'Hub', kind: 'hub' },
  ),
});

const handover = (receiptId: string, householdId: string, rice = '5') =>
  `receiptId,householdId,rice (kg)\n${receiptId},${householdId},${rice}\n`;

describe('a day on which the order is not in force', () => {
  const at = (dates: ImportDefaults, now?: string) =>
    reading('handovers', handover('7', 'H-1'), books(), {
      defaults: { centreId: 'C-1', orderId: 'O-1', ...dates },
      ...(now !== undefined && { now }),
    });

  it.each([{ date: '2020-09-01' }, { date: '2020-08-04' }, { time: '2020-08-31T20:00:00-05:00' }])(
    'is found before anything is sent: %j',
    async (dates) => {
      const { events, errors } = await at(dates);
      expect(events).toEqual([]);
      expect(errors).toEqual([
        expect.stringMatching(
          /^f\.csv:2:1 time: expected a day of O-1, from 2020-08-05 to 2020-08-31, found/,
        ),
      ]);
    },
  );

  it('is counted in the zone of the system, whatever offset was written', async () => {
    expect((await at({ time: '2020-08-31T14:59:59Z' })).events).toHaveLength(1);
    expect((await at({ time: '2020-08-31T15:00:00Z' })).events).toHaveLength(0);
  });

  it('is asked for where today is none', async () => {
    expect((await at({}, '2020-09-02T08:00:00+09:00')).errors).toEqual([
      'f.csv:2:1 time: expected a day of O-1, from 2020-08-05 to 2020-08-31; give the day with --date, --time or a column date, found "2020-09-02, today"',
    ]);
    const { notes, events } = await at({});
    expect(notes[0]).toContain('they are dated now, 2020-08-08 17:00 in Asia/Pyongyang');
    expect(events[0]?.event.time).toBe('2020-08-08T17:00:00+09:00');
  });

  it('does not stop what was handed over although it should not have been', async () => {
    const text = 'receiptId,householdId,overIssue,rice (kg)\n7,H-1,a flood,5\n';
    const { records } = await reading('handovers', text, books(), {
      defaults: { ...defaults, date: '2020-09-01' },
    });
    expect(records.records).toHaveLength(1);
  });
});

describe('a receipt number that names another household', () => {
  const served = (...ids: string[]) =>
    listOf(...ids.map((householdId) => ({ householdId, persons: 1, adults: 1, commodities: [] })));
  const path = '/locations/C-1/distribution-list?orderId=O-1';

  it.each([
    ['a spreadsheet took its zeros', 'R-00777-1', '777', []],
    ['it is in the next row', 'R-H-2-1', 'H-1', ['H-1', 'H-2']],
  ])('is refused: %s', async (_, receiptId, householdId, ids) => {
    const read = await reading('handovers', handover(receiptId, householdId), {
      ...books(),
      [path]: served(...ids),
    });
    expect(read.events).toEqual([]);
    expect(read.errors).toEqual([
      `f.csv:2:1 receiptId: expected a receipt number of household ${householdId}, found "${receiptId}"`,
    ]);
  });

  it('is none where the office numbers by itself', async () => {
    const read = await reading('handovers', handover('R-2020-1', 'H-1'), {
      ...books(),
      [path]: served('H-1'),
    });
    expect(read.errors).toEqual([]);
  });

  it('is not needed to miss the zeros of a household', async () => {
    const read = await reading('handovers', handover('1', '777'), { ...books(), [path]: served('00777') });
    expect(read.errors).toEqual(['f.csv:2:3 householdId: expected 00777, with its zeros, found "777"']);
  });
});

describe('a warning before anything is sent', () => {
  const arrival = (cells: string, place = 'C-1') =>
    `shipmentId,at,commodity,quantity,unit\nW-1,${place},${cells}\n`;
  const warningsOf = async (text: string, answers: Answers = {}, kind: ImportKind = 'arrivals') =>
    (await reading(kind, text, { ...books(), ...answers })).warnings.map((warning) =>
      warningText(kind, warning),
    );

  it('names a commodity that the order does not have, and what was probably meant', async () => {
    expect(await warningsOf(arrival('Rice,5,kg'))).toEqual(['line 2: O-1 has no Rice; is it rice?']);
    expect(await warningsOf(arrival('soap,5,bar'))).toEqual([]);
    const text = 'receiptId,householdId,Rice (kg)\n1,H-1,5\n';
    expect(await warningsOf(text, {}, 'handovers')).toEqual(['line 2: O-1 has no Rice; is it rice?']);
  });

  it('names a unit of another family, and none where a bag says what it contains', async () => {
    expect(await warningsOf(arrival('rice,5,l'))).toEqual([
      'line 2: O-1 has rice in kg, which l is no unit of',
    ]);
  });

  it('names tonnes for kilograms', async () => {
    expect(await warningsOf(arrival('rice,10,t'))).toEqual([
      'C-1: the file has rice of 10000 kg where O-1 plans 100 kg in all; is a unit wrong? (arrivals)',
    ]);
    expect(await warningsOf(arrival('rice,100,kg'))).toEqual([]);
    expect(await warningsOf(handover('1', 'H-1', '101'), {}, 'handovers')).toHaveLength(1);
  });

  it('asks about a file whose households the registry hardly knows, of which it looks some up', async () => {
    const ids = Array.from({ length: 300 }, (_, at) => `H-${at}`);
    const sheet = (some: readonly string[]): string =>
      ['receiptId,householdId,rice (kg)', ...some.map((id, at) => `${at},${id},0.1`)].join('\n');
    const known = (some: readonly string[]): Answers =>
      Object.fromEntries(
        some.map((householdId) => [
          `/households/${householdId}`,
          { householdId, centreId: 'C-1', composition: { ...inForce, effectiveFrom: '2020-07-24' } },
        ]),
      );
    const inForce = { adults: 1, children: 1, persons: 2 };
    const asked = (unknown: number): string =>
      `of 20 households of the file, ${unknown} are not in the registry; is it the file of another centre?`;
    expect(await warningsOf(sheet(ids), {}, 'handovers')).toEqual([asked(20)]);
    expect(await warningsOf(sheet(ids), known(ids.slice(0, 120)), 'handovers')).toEqual([asked(12)]);
    expect(await warningsOf(sheet(ids), known(ids.slice(0, 150)), 'handovers')).toEqual([]);
    expect(await warningsOf(sheet(ids.slice(0, 9)), {}, 'handovers')).toEqual([]);
  });

  it('names a centre that the order does not cover, and a lorry that was sent elsewhere', async () => {
    const waybill = {
      shipmentId: 'W-1',
      orderId: 'O-1',
      to: 'C-1',
      status: 'in-transit',
      lines: [
        { commodity: 'rice', unit: 'kg', dispatched: 5, received: 0, lost: 0, shortfall: 0, surplus: 0 },
      ],
      events: [],
    };
    expect(await warningsOf(arrival('rice,5,kg', 'C-2'), { '/shipments/W-1': waybill })).toEqual([
      'line 2: O-1 does not cover C-2',
      'line 2: W-1 was sent to C-1, not to C-2',
    ]);
    expect(await warningsOf(arrival('rice,5,kg', 'HUB'))).toEqual([]);
  });

  it('names an arrival that was reported before, unless it is the very same file', async () => {
    const waybill = {
      shipmentId: 'W-1',
      orderId: 'O-1',
      to: 'C-1',
      status: 'arrived',
      lines: [
        { commodity: 'rice', unit: 'kg', dispatched: 5, received: 5, lost: 0, shortfall: 0, surplus: 0 },
      ],
      events: [],
    };
    const text = arrival('rice,5,kg');
    const known = { '/shipments/W-1': waybill };
    expect(await warningsOf(text, known)).toEqual(['line 2: W-1 has arrived already; is it reported twice?']);
    const { events } = await reading('arrivals', text, books());
    const id = events[0]?.event.id ?? '';
    const outcome = {
      source: importSource,
      id,
      type: 'relief.shipment.arrived.v1',
      status: 'posted',
      recordedAt: '2020-08-08T08:00:00.000Z',
    };
    const asked = `/events?${new URLSearchParams({ source: importSource, id })}`;
    expect(await warningsOf(text, { ...known, [asked]: outcome })).toEqual([]);
  });

  it('is not needed where the order is not known yet', async () => {
    const { warnings, notes, events } = await reading('handovers', handover('1', 'H-1'), {});
    expect(warnings).toEqual([]);
    expect(events).toHaveLength(1);
    expect(notes).toEqual(['There is no order O-1 yet: what names it waits for it, unchecked']);
  });
});

describe('a registration', () => {
  const text = 'householdId,adults,children,name\nH-1,2,1,Kim\nH-2,1,0,\n';
  const at = { centreId: 'C-1', effectiveFrom: '2020-07-24' };
  const household = (adults: number, changes: object = {}) => ({
    householdId: 'H-1',
    centreId: 'C-1',
    name: 'Kim',
    composition: { adults, children: 1, persons: adults + 1, effectiveFrom: '2020-07-24' },
    ...changes,
  });
  const sentOf = async (known: object) => {
    const read = await reading('households', text, { '/households/H-1': known }, { defaults: at });
    return [read.unchanged, read.events[0]?.records.length];
  };

  it('is sent only where it changes something, so that sending a file again changes nothing', async () => {
    expect(await sentOf(household(2))).toEqual([1, 1]);
  });

  it.each([
    ['another composition', household(3)],
    ['another centre', household(2, { centreId: 'C-2' })],
    ['another name', household(2, { name: 'Pak' })],
  ])('is sent where the registry has %s, though the same file was sent before', async (_, known) => {
    expect(await sentOf(known)).toEqual([0, 2]);
  });
});

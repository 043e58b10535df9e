/** Handover desks without a network: what their devices recorded, in sheets that the page's own code makes, sent late and more than once. */
import { createHash } from 'node:crypto';
import type { DeskRecord } from '../../dashboard/desk/model/records.ts';
import { maxSheetRows, sheetsOf } from '../../dashboard/desk/model/sheets.ts';
import { Dice } from '../support/dice.ts';
import type { History, Sending } from './history.ts';

const historiesWithoutDesks = 0.7;
/** How often a device sends as much as a sheet holds. */
const fullSheets = 0.02;
const recordedAt = '2020-08-20T00:00:00.000Z';

interface Home {
  readonly householdId: string;
  readonly centreId: string;
  readonly adults: number;
  readonly children: number;
}

interface Ration {
  readonly commodity: string;
  readonly unit: 'kg' | 'bottle';
  readonly quantityPerPerson?: number;
  readonly quantityPerAdult?: number;
  readonly quantityPerChild?: number;
  readonly quantityPerHousehold?: number;
}

interface Order {
  readonly orderId: string;
  readonly rations: readonly Ration[];
}

/**
 * The history with what desks send among it. What they send is decided by what was sent, and not by the history's own
 * dice: so a history without desks is the one that it was before there were any.
 */
export function withDesks(history: History): History {
  const seed = createHash('sha256')
    .update(history.sendings.map(({ body }) => body).join('\n'))
    .digest('hex');
  const dice = new Dice(`desks/${seed}`);
  return dice.chance(historiesWithoutDesks) ? history : amongOthers(history, deskSheets(history, dice), dice);
}

/** The sheets of desks in a history, each once. */
export const deskSheetsIn = ({ sendings }: History): readonly Sending[] =>
  [...new Map(sendings.map((sending) => [sending.body, sending])).values()].filter(({ body }) =>
    body.includes('urn:relief:reader:clerk-'),
  );

/** Each sheet comes once, and half of them twice, before or after whatever else is sent. */
function amongOthers({ sendings, settledFirst }: History, sheets: readonly Sending[], dice: Dice): History {
  const all = [...sendings];
  for (const sheet of sheets) {
    const again = {
      ...sheet,
      deduplicationId: `${sheet.deduplicationId}/again`,
      title: `again: ${sheet.title}`,
    };
    for (const sending of dice.chance(0.5) ? [sheet, again] : [sheet])
      all.splice(dice.whole(settledFirst, all.length), 0, sending);
  }
  return { sendings: all, settledFirst };
}

function deskSheets({ sendings }: History, dice: Dice): readonly Sending[] {
  const homes = homesOf(sendings);
  const orders = sendings.flatMap(ordersIn);
  if (homes.length === 0 || orders.length === 0) return [];
  const { centreId } = dice.pick(homes);
  const order = dice.pick(orders);
  const locals = homes.filter((home) => home.centreId === centreId);
  const records = Array.from({ length: dice.whole(2, 4) }, (_, index) => {
    // Now and then two people share a device.
    const device = `DEVICE${dice.chance(0.2) ? 0 : index}`;
    const desk = { device, source: `urn:relief:reader:clerk-${index}:${device}`, order, centreId };
    return recordsOf(desk, locals, dice);
  }).flat();
  let sheets = 0;
  const newId = (): string => {
    sheets += 1;
    return `page-SHEET${sheets}`;
  };
  return sheetsOf(records, newId, recordedAt).map(({ sending: { event } }) => {
    const body = JSON.stringify(event);
    return {
      queue: 'handovers',
      messageGroup: centreId,
      deduplicationId: createHash('sha256').update(body).digest('hex'),
      body,
      title: `${event.type} ${event.id} of ${event.source}`,
    };
  });
}

interface DeskOfCentre {
  readonly device: string;
  readonly source: string;
  readonly order: Order;
  readonly centreId: string;
}

/** What one person recorded on a device: most are given all that the list said, some were missed, and once in a while it is a full day. */
function recordsOf(
  { device, source, order, centreId }: DeskOfCentre,
  homes: readonly Home[],
  dice: Dice,
): readonly DeskRecord[] {
  const isFull = dice.chance(fullSheets);
  const served = isFull
    ? Array.from({ length: maxSheetRows }, () => dice.pick(homes))
    : dice.shuffled(homes).filter(() => dice.chance(0.8));
  const base = { list: 'list', source, orderId: order.orderId, centreId };
  const person = /clerk-\d+/.exec(source)?.[0] ?? '';
  return served.map((home, index): DeskRecord => {
    const { householdId } = home;
    const hour = isFull ? '03' : dice.pick(['03', '03', '05']);
    const at = `2020-08-1${dice.whole(0, 1)}T${hour}:00:00.000Z`;
    // Two people on one device draw from one row of numbers, of which none is ever given twice.
    const key = `${device}-200810-${person}${String(index).padStart(4, '0')}`;
    if (!isFull && dice.chance(0.2))
      return { ...base, kind: 'missed', key, householdId, at, reason: dice.pick(['absent', 'refused']) };
    // What the list said was due, or a part of it: the list may be older than what others handed over.
    const share = dice.pick([0.25, 0.5, 1]);
    const lines = order.rations.map(({ commodity, unit, ...ration }) => ({
      commodity,
      unit,
      quantity: isFull ? 0.001 : Math.max(1, Math.floor(dueOf(home, ration) * share)),
    }));
    const [first] = lines;
    return {
      ...base,
      kind: 'handover',
      key,
      householdId,
      at: isFull ? '2020-08-10T03:00:00.000Z' : at,
      lines: isFull && first !== undefined ? [first] : lines,
    };
  });
}

const dueOf = ({ adults, children }: Home, ration: Omit<Ration, 'commodity' | 'unit'>): number =>
  (adults + children) * (ration.quantityPerPerson ?? 0) +
  adults * (ration.quantityPerAdult ?? 0) +
  children * (ration.quantityPerChild ?? 0) +
  (ration.quantityPerHousehold ?? 0);

interface Sent {
  readonly type: string;
  readonly data: {
    readonly orderId?: string;
    readonly centreId?: string;
    readonly rations?: readonly Ration[];
    readonly households?: readonly Omit<Home, 'centreId'>[];
  };
}

const sentIn = ({ body }: Sending): Sent => JSON.parse(body);

function ordersIn(sending: Sending): readonly Order[] {
  const { type, data } = sentIn(sending);
  const { orderId, rations = [] } = data;
  if (type !== 'relief.order.issued.v1' || orderId === undefined || rations.length === 0) return [];
  return [{ orderId, rations }];
}

/** Every household as it was sent first: a list may be older than a move. */
function homesOf(sendings: readonly Sending[]): readonly Home[] {
  const homes = new Map<string, Home>();
  for (const sending of sendings) {
    const { type, data } = sentIn(sending);
    const { centreId, households = [] } = data;
    if (type !== 'relief.households.registered.v1' || centreId === undefined) continue;
    for (const { householdId, adults, children } of households)
      if (!homes.has(householdId)) homes.set(householdId, { householdId, centreId, adults, children });
  }
  return [...homes.values()];
}

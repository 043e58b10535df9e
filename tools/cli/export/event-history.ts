/**
 * Every event that a system was ever sent, reconstructed from its tables.
 *
 * The system keeps as they came the events that it decides as a whole (orders, registrations, shipments, counts,
 * funding), and everything that was not posted. It does not keep a sheet that was posted: the rows are in the households'
 * accounts, each with the digest of what was sent, so the sheet is put together again and compared with its own digest.
 */

import { linkAt } from '../../../shared/audit/chain-register.ts';
import { eventDigest } from '../../../shared/contract/digest.ts';
import { readMessage } from '../../../shared/contract/read-message.ts';
import type { JsonObject } from '../../../shared/domain/canonical.ts';
import { isQueued, type QueueName, queueOfType, type ReliefEvent } from '../../../shared/domain/events.ts';
import { type Unit, unitNames } from '../../../shared/domain/quantity.ts';
import { type Entry, readEntry } from '../../../shared/ledger/entry.ts';
import { eventKey } from '../../../shared/ledger/event-key.ts';
import type { ExceptionStatus } from '../../../shared/ledger/id-claims.ts';
import type { StoredItem } from '../../../shared/store/item-form.ts';
import { MissedSheets, missedType } from './missed-sheets.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { type Party, rowOfEntry, type Units } from './row-forms.ts';

/** The first record of an exception; its other records are later outcomes. */
interface FirstRecord {
  /** The idempotency key; stored under this name. */
  readonly scope: string;
  readonly queue: QueueName;
  readonly digest: string;
  readonly index: number;
  readonly original: string;
  readonly status: ExceptionStatus;
  readonly recordedAt: string;
  readonly event: {
    readonly source: string;
    readonly id: string;
    readonly type: string;
    readonly time: string;
    readonly digest: string;
  };
  readonly orderId?: string;
  readonly locationId?: string;
  readonly payerId?: string;
}

/** An event with what decides its position among the others. */
interface Placed {
  readonly event: RecordedEvent;
  /** Its sequence number in its book, for events recorded in the same millisecond. */
  readonly seq: number;
}

type SheetType = Extract<Entry['type'], 'handover' | 'return' | 'payment' | 'reversal'>;

const sheetForms: Readonly<
  Record<SheetType, { readonly type: ReliefEvent['type']; readonly list: 'receipts' | 'payments' }>
> = {
  handover: { type: 'relief.handovers.made.v1', list: 'receipts' },
  return: { type: 'relief.handovers.returned.v1', list: 'receipts' },
  payment: { type: 'relief.payments.made.v1', list: 'payments' },
  reversal: { type: 'relief.payments.reversed.v1', list: 'payments' },
};

/** The rows of a sheet found so far: those that were posted, and those that were not. */
interface SheetRows {
  readonly posted: Entry[];
  readonly exceptions: FirstRecord[];
}

const isSheetType = (type: Entry['type']): type is SheetType => Object.hasOwn(sheetForms, type);
/** A row's key is the number of its document, or its position in its event. */
const isRow = ({ scope }: FirstRecord): boolean =>
  /^(?:receipt|payment)\//.test(scope) || scope.includes('\n');

/** Collects the items of a system's tables, in any order. */
export class EventHistory {
  readonly #wholes: FirstRecord[] = [];
  readonly #sheets = new Map<string, SheetRows>();
  /** By the key of a book entry: the entry, and the position of each member of the group that it stands for. */
  readonly #books = new Map<string, { readonly entry: Entry; readonly order: ReadonlyMap<string, number> }>();
  readonly #digests = new Map<string, string>();
  readonly #missed = new MissedSheets();
  /** By event and the number of its row: the exception that the row corrects. */
  readonly #corrections = new Map<string, string>();
  /** Units by order and commodity. */
  readonly #units = new Map<string, Map<string, Unit>>();
  /** When the chains say that an event was recorded, by its key: a registration, a version of an order. */
  readonly #linked = new Map<string, string>();

  take(stored: StoredItem): void {
    const { subject, item, record } = stored;
    this.#missed.take(stored);
    if (subject.startsWith('case:')) {
      this.#takeCorrection(record);
      if (typeof record['original'] === 'string') this.#takeException(record as unknown as FirstRecord);
      else this.#takeClaim(record);
    } else if (subject.startsWith('order:'))
      this.#takeOrderItem(subject.slice('order:'.length), item, record);
    else if (subject.startsWith('registry:')) this.#takeLinked(record);
    else if ('counterparty' in record && 'previousHash' in record) this.#takeEntry(readEntry(linkAt(stored)));
  }

  /** Every event, in the order of its recording. */
  events(): readonly RecordedEvent[] {
    const decided = new Set(this.#wholes.filter(({ status }) => status !== 'pending').map(contentOf));
    // Of an event that was pending and then refused, the refusal is recorded beside it.
    const firsts = this.#wholes.filter((one) => one.status !== 'pending' || !decided.has(contentOf(one)));
    const wholes = firsts.map((whole): Placed => ({ event: this.#wholeEvent(whole), seq: 0 }));
    const known = new Set(this.#wholes.map(contentOf));
    const sheets = [...this.#sheets].flatMap(([key, rows]) => this.#sheetEvent(key, rows, known));
    const missed = this.#missed.events(this.#digests).map((event): Placed => ({ event, seq: 0 }));
    return [...wholes, ...sheets, ...missed].sort(byRecording).map(({ event }) => event);
  }

  /** The unit that an order has a commodity in. */
  unitOf(orderId: string, commodity: string): Unit | undefined {
    return this.#units.get(orderId)?.get(commodity);
  }

  #takeException(first: FirstRecord): void {
    if (isRow(first) && first.event.type === missedType) {
      const { index, original, recordedAt, locationId = '', orderId = '', event } = first;
      const row = { index, original, recordedAt, centreId: locationId, orderId, time: event.time };
      this.#missed.takeException(eventKey(event), row);
      this.#digests.set(eventKey(event), event.digest);
    } else if (isRow(first)) this.#sheet(eventKey(first.event)).exceptions.push(first);
    else this.#wholes.push(first);
  }

  /** A later record of what was refused names the event that sent it again, put right. */
  #takeCorrection({ correctedBy, reference, exceptionId }: JsonObject): void {
    if (typeof correctedBy !== 'string' || typeof exceptionId !== 'string') return;
    this.#corrections.set(`${correctedBy}\n${String(reference)}`, exceptionId);
  }

  /** The claim of an event whose rows stand elsewhere says what it was. */
  #takeClaim({ scope, digest }: JsonObject): void {
    if (typeof scope !== 'string' || typeof digest !== 'string' || !scope.startsWith('event/')) return;
    this.#digests.set(scope.slice('event/'.length), digest);
  }

  #takeEntry(entry: Entry): void {
    if (!isSheetType(entry.type)) return;
    if (entry.account.startsWith('household:')) {
      this.#sheet(entry.event).posted.push(entry);
      return;
    }
    const order = new Map((entry.group ?? []).map((member, index) => [member.reference, index]));
    this.#books.set(`${entry.account}@${entry.seq}`, { entry, order });
    for (const { key, digest } of entry.events ?? []) this.#digests.set(key, digest);
  }

  #takeOrderItem(orderId: string, item: string, record: JsonObject): void {
    if (item.startsWith('unit/')) this.#fixUnit(orderId, record['commodity'], record['unit']);
    if (!item.startsWith('revision/')) return;
    this.#takeLinked(record);
    const { rations = [], pledges = [] } = record['terms'] as unknown as Record<string, JsonObject[]>;
    for (const { commodity, unit } of [...rations, ...pledges]) this.#fixUnit(orderId, commodity, unit);
  }

  #takeLinked({ event, at }: JsonObject): void {
    if (typeof event !== 'string' || typeof at !== 'string') return;
    const before = this.#linked.get(event);
    if (before === undefined || before < at) this.#linked.set(event, at);
  }

  #fixUnit(orderId: string, commodity: unknown, unit: unknown): void {
    const known = unitNames.find((name) => name === unit);
    if (typeof commodity !== 'string' || known === undefined) return;
    const units = this.#units.get(orderId) ?? new Map<string, Unit>();
    this.#units.set(orderId, units);
    if (!units.has(commodity)) units.set(commodity, known);
  }

  #sheet(key: string): SheetRows {
    const rows = this.#sheets.get(key) ?? { posted: [], exceptions: [] };
    this.#sheets.set(key, rows);
    return rows;
  }

  #wholeEvent(first: FirstRecord): RecordedEvent {
    const { queue, status, original, digest, event } = first;
    const key = eventKey(event);
    const linked = this.#linked.get(key);
    const isPosted = status === 'posted' || (status === 'pending' && linked !== undefined);
    const hasRefusedRow = this.#sheets.get(key)?.exceptions.length ?? 0;
    return {
      queue,
      recordedAt: (isPosted ? linked : undefined) ?? first.recordedAt,
      form: digestOf(original) === digest ? 'original' : 'redacted',
      ...((!isPosted || hasRefusedRow > 0) && { isDelicate: true }),
      ...messageOf(original),
    };
  }

  /** The sheet; nothing if it was kept as a whole too. */
  #sheetEvent(key: string, { posted, exceptions }: SheetRows, known: ReadonlySet<string>): Placed[] {
    const [one] = posted;
    const digest = this.#digests.get(key) ?? exceptions[0]?.event.digest ?? '';
    if (known.has(`${key}\n${digest}`)) return [];
    const form = one === undefined ? undefined : sheetForms[one.type as SheetType];
    const head = form ?? formOfType(exceptions[0]?.event.type);
    const party = one === undefined ? partyOfException(exceptions[0]) : partyOfEntry(one);
    const orderId = one?.orderId ?? exceptions[0]?.orderId;
    if (head === undefined || party === undefined || orderId === undefined) return [];
    const rows = this.#rows(posted, exceptions, party, this.#units.get(orderId) ?? new Map());
    const data = { ...party, orderId, [head.list]: rows };
    const at = key.lastIndexOf('#');
    const direct = this.#direct(posted, exceptions).map((entry) => entry.at);
    const time = one?.occurredAt ?? exceptions[0]?.event.time ?? '';
    const event = {
      specversion: '1.0',
      id: key
        .slice(at + 1)
        .replaceAll('%23', '#')
        .replaceAll('%25', '%'),
      source: key.slice(0, at),
      type: head.type,
      time,
      data,
    };
    const isOriginal = eventDigest(head.type, time, data as unknown as JsonObject) === digest;
    const recordedAt = [...direct, ...exceptions.map((first) => first.recordedAt)].sort()[0] ?? '';
    return [
      {
        seq: Math.min(...posted.map((entry) => this.#place(entry).seq)),
        event: {
          queue: isQueued(head.type) ? queueOfType[head.type] : (exceptions[0]?.queue ?? 'registrations'),
          recordedAt,
          form: isOriginal ? 'original' : 'rebuilt',
          ...(exceptions.length > 0 && { isDelicate: true }),
          event,
        },
      },
    ];
  }

  /** Rows in the order of the sheet: exceptions know their position, posted rows their order. */
  #rows(
    posted: readonly Entry[],
    exceptions: readonly FirstRecord[],
    party: Party,
    units: Units,
  ): readonly unknown[] {
    const direct = this.#direct(posted, exceptions)
      .map((entry) => ({ entry, ...this.#place(entry) }))
      .sort((one, other) => one.seq - other.seq || one.index - other.index)
      .map(({ entry }) => {
        const corrects = this.#corrections.get(`${entry.event}\n${entry.reference}`);
        return rowOfEntry(entry, party, units, corrects).row;
      });
    const byIndex = new Map(
      exceptions.map(({ index, original }) => [index, JSON.parse(original) as unknown]),
    );
    const rows: unknown[] = [];
    const total = direct.length + byIndex.size;
    for (let index = 0; rows.length < total; index += 1) {
      const kept = byIndex.get(index);
      if (kept !== undefined) {
        rows.push(kept);
        byIndex.delete(index);
      } else if (direct.length > 0) rows.push(direct.shift());
      else {
        // The rows in between were duplicates, which leave no trace.
        rows.push(...[...byIndex].sort(([a], [b]) => a - b).map(([, row]) => row));
        byIndex.clear();
      }
    }
    return rows;
  }

  /** Entries of rows that were posted when they came, without having been held. */
  #direct(posted: readonly Entry[], exceptions: readonly FirstRecord[]): readonly Entry[] {
    const held = new Set(exceptions.filter(({ status }) => status === 'held').map(({ digest }) => digest));
    return posted.filter(({ digest }) => !held.has(digest));
  }

  #place({ counterpartyEntry = '', reference }: Entry): { readonly seq: number; readonly index: number } {
    const book = this.#books.get(counterpartyEntry);
    return { seq: book?.entry.seq ?? 0, index: book?.order.get(reference) ?? 0 };
  }
}

const contentOf = ({ event }: FirstRecord): string => `${eventKey(event)}\n${event.digest}`;

const formOfType = (type: string | undefined) => Object.values(sheetForms).find((form) => form.type === type);

/** The centre or payer of the book on the other side. */
function partyOfEntry({ counterpartyEntry = '', type }: Entry): Party {
  const id = counterpartyEntry.slice(counterpartyEntry.indexOf(':') + 1, counterpartyEntry.indexOf('/'));
  return type === 'handover' || type === 'return' ? { centreId: id } : { payerId: id };
}

function partyOfException(first: FirstRecord | undefined): Party | undefined {
  if (first?.locationId !== undefined) return { centreId: first.locationId };
  return first?.payerId === undefined ? undefined : { payerId: first.payerId };
}

const digestOf = (text: string): string => {
  const reading = readMessage(text);
  return reading.ok ? reading.header.digest : reading.digest;
};

/** As an event if that preserves its content, otherwise as text. */
function messageOf(original: string): Pick<RecordedEvent, 'event'> | Pick<RecordedEvent, 'body'> {
  try {
    const event: unknown = JSON.parse(original);
    const isObject = typeof event === 'object' && event !== null && !Array.isArray(event);
    if (isObject && readMessage(original).ok && digestOf(JSON.stringify(event)) === digestOf(original))
      return { event: event as Record<string, unknown> };
  } catch {
    // Not JSON: exported as text.
  }
  return { body: original };
}

const queueOrder: Readonly<Record<QueueName, number>> = {
  registrations: 0,
  'policy-orders': 1,
  'shipment-arrivals': 2,
  'stock-counts': 3,
  handovers: 4,
  payments: 5,
  assurance: 6,
};

const byRecording = (one: Placed, other: Placed): number =>
  (one.event.recordedAt < other.event.recordedAt
    ? -1
    : one.event.recordedAt > other.event.recordedAt
      ? 1
      : 0) ||
  queueOrder[one.event.queue] - queueOrder[other.event.queue] ||
  one.seq - other.seq;

/**
 * A desk that hands over without a network. It knows nothing of a page, so that a test can run twenty of them.
 *
 * Guarantees: what it says is recorded is on the device for good; a receipt's number and a sheet's id are made once, so
 * that sending again books nothing twice; nothing that is unsent is ever dropped.
 */
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import { dateIn } from '../../shared/domain/zoned-date.ts';
import type { AnswerClient } from '../api/answer-client.ts';
import { orderPath } from '../api/paths.ts';
import { newEventId, newReceiptNumber } from '../writing/device.ts';
import { type Later, Outbox } from '../writing/outbox/outbox.ts';
import type { Sending } from '../writing/outbox/sending.ts';
import {
  type DeskHousehold,
  type DeskList,
  isOver,
  isPast,
  type ListChoice,
  listKeyOf,
  readList,
} from './model/list.ts';
import {
  type DeskLine,
  type DeskRecord,
  type HandoverRecord,
  isDecided,
  isToSettle,
  isUnsent,
  type MissedRecord,
  type RecordState,
  stateOf,
} from './model/records.ts';
import { maxSheetRows, sheetsOf } from './model/sheets.ts';
import { type DeskDay, refusedSince, type Standing, shelfNow, standingOf } from './model/standing.ts';
import type { DeskStore } from './store/desk-store.ts';

export interface DeskDependencies {
  readonly store: DeskStore;
  readonly api: Pick<AnswerClient, 'one' | 'send' | 'outcome'>;
  /** Who its events are from. */
  readonly source: string;
  readonly zone: string;
  readonly now: () => Date;
  readonly later?: Later;
}

/** How long a record waits for others before a desk with a network sends it by itself; until then it can be taken back. */
const gatherMs = 120_000;

export interface Handover {
  readonly householdId: string;
  readonly lines: readonly DeskLine[];
  readonly collectedBy?: string;
  /** When it happened, where it is typed from paper. */
  readonly at?: string;
}

/** It stays whole, because all that a clerk does reads and changes the same three: lists, records and sheets. */
export class HandoverDesk {
  readonly source: string;
  readonly #dependencies: DeskDependencies;
  readonly #outbox: Outbox;
  readonly #watchers = new Set<() => void>();
  #lists: readonly DeskList[] = [];
  #records: readonly DeskRecord[] = [];
  #sheets = new Map<string, Sending>();
  #chosen: string | undefined;
  #syncing: Promise<void> | undefined;
  #reading: Promise<void> = Promise.resolve();
  /** Counts what was kept: what was read before that is older than what is known. */
  #changes = 0;

  private constructor(dependencies: DeskDependencies) {
    const { store, api, source, later } = dependencies;
    this.source = source;
    this.#dependencies = dependencies;
    this.#outbox = new Outbox(store.sheets, api, source, later);
    this.#outbox.watch(() => {
      this.#changes += 1;
      for (const sheet of this.#outbox.sendings) this.#sheets.set(sheet.key, sheet);
      this.#tell();
    });
  }

  static async open(dependencies: DeskDependencies): Promise<HandoverDesk> {
    const desk = new HandoverDesk(dependencies);
    await desk.#read();
    await desk.#dropWhatIsOver();
    return desk;
  }

  watch(onChange: () => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  get lists(): readonly DeskList[] {
    return this.#lists.filter(({ source }) => source === this.source);
  }

  /** The list that is served from: that which was chosen, or else what was served from last. */
  get list(): DeskList | undefined {
    const { lists } = this;
    const listOf = (of: string | undefined) => lists.find(({ key }) => key === of);
    return listOf(this.#chosen) ?? listOf(this.records[0]?.list) ?? lists[0];
  }

  choose(key: string): void {
    this.#chosen = key;
    this.#tell();
  }

  /** What was recorded by whoever is signed in, the latest first. */
  get records(): readonly DeskRecord[] {
    return this.#records
      .filter(({ source }) => source === this.source)
      .toSorted((one, other) => (one.at < other.at ? 1 : -1));
  }

  stateOf = (record: DeskRecord): RecordState =>
    stateOf(record, record.sheet === undefined ? undefined : this.#sheets.get(record.sheet));

  /** Records that are on this device only. */
  get unsent(): number {
    return this.records.filter((record) => isUnsent(this.stateOf(record))).length;
  }

  /** Whether a coordinator ended this device: what it holds is kept, and sent once it is let in again. */
  get isEnded(): boolean {
    return this.records.map(this.stateOf).some((state) => state.is === 'refused' && state.isEnded);
  }

  /** Whether a sheet was tried and the ledger did not answer. It is tried again by itself. */
  get isUnreached(): boolean {
    return this.records.some(({ sheet = '' }) => {
      const progress = this.#sheets.get(sheet)?.progress;
      return progress?.is === 'recorded' && progress.failure !== undefined;
    });
  }

  /** Unsent records of others: each of them has to sign in here to send their own. */
  get unsentOfOthers(): number {
    return this.#records.filter((record) => record.source !== this.source && isUnsent(this.stateOf(record)))
      .length;
  }

  get day(): DeskDay | undefined {
    const { list } = this;
    if (list === undefined) return undefined;
    const { zone, now } = this.#dependencies;
    const dayOf = (instant: string): string => dateIn(zone, instant);
    const { records, stateOf } = this;
    return { list, records, stateOf, dayOf, today: dayOf(now().toISOString()) };
  }

  standingOf(household: DeskHousehold): Standing | undefined {
    return this.day && standingOf(household, this.day);
  }

  /** Households of the list of which something has been refused since it was taken. */
  get refusedSince(): ReadonlySet<string> {
    return this.day === undefined ? new Set() : refusedSince(this.day);
  }

  get shelf(): readonly number[] {
    return this.day === undefined ? [] : shelfNow(this.day);
  }

  /** Takes a list along, in the place of an earlier one of the same order and centre. Errors: as {@link readList}; the earlier one stays. */
  async take(choice: ListChoice): Promise<DeskList> {
    const { store, api, now } = this.#dependencies;
    const { source } = this;
    const { orderId } = choice.order;
    const counted = this.records
      .filter((record) => record.orderId === orderId && isDecided(this.stateOf(record)))
      .map(({ key }) => key);
    const list = await readList(choice, { source, takenAt: now().toISOString(), counted }, api);
    await store.keepList(list);
    this.#chosen = listKeyOf(source, orderId, choice.centreId);
    await this.#read();
    return list;
  }

  /** Records a handover; when it returns, the receipt is kept. Errors: rejects where the device could not keep it. */
  async handOver({ householdId, lines, collectedBy, at }: Handover): Promise<HandoverRecord> {
    const base = this.#recordOf(householdId, at);
    const { now, zone } = this.#dependencies;
    const record: HandoverRecord = {
      ...base,
      kind: 'handover',
      key: newReceiptNumber(this.source, dateIn(zone, now().toISOString())),
      lines,
      ...(collectedBy !== undefined && { collectedBy }),
    };
    return this.#keep(record);
  }

  /** Records why a household was not served. */
  miss(householdId: string, reason: MissedRecord['reason'], note?: string): Promise<MissedRecord> {
    const base = this.#recordOf(householdId, undefined);
    const noted = note !== undefined && { note };
    return this.#keep({ ...base, kind: 'missed', key: newEventId(), reason, ...noted });
  }

  /** Takes back what has not been put into a sheet; whether it did. */
  async undo(key: string): Promise<boolean> {
    const isUndone = await this.#dependencies.store.undo(key);
    await this.#read();
    return isUndone;
  }

  /** Notes what was done about a refusal. */
  async settle(record: DeskRecord, settled: 'returned' | 'reported'): Promise<void> {
    await this.#keep({ ...record, settled });
  }

  /** Makes a sheet of whatever waits, sends it, and asks after all that is on its way. One runs at a time. */
  sync(): Promise<void> {
    this.#syncing ??= this.#sync().finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  /** Whether a desk with a network should send now, by itself. */
  get isTimeToSync(): boolean {
    const loose = this.records.filter(({ sheet }) => sheet === undefined);
    const oldest = loose.at(-1)?.at;
    const waited = oldest === undefined ? 0 : this.#dependencies.now().getTime() - Date.parse(oldest);
    return loose.length >= maxSheetRows || Math.abs(waited) >= gatherMs;
  }

  /** Drops every list and all that is in the books. Guarantees: false, and nothing is dropped, while anything is unsent. */
  async leave(): Promise<boolean> {
    const unsent = await this.#dependencies.store.clear();
    await this.#read();
    return unsent === 0;
  }

  /**
   * Drops the lists of orders that ended or were cancelled since they were taken along, and learns another last day.
   * Where the ledger cannot be asked, the lists stay until the last day that is known.
   */
  async followOrders(): Promise<void> {
    const { store, api } = this.#dependencies;
    for (const orderId of new Set(this.lists.map((list) => list.orderId))) {
      const order = await api.one<OrderAnswer>(orderPath(orderId)).catch(() => undefined);
      if (order === undefined) continue;
      for (const list of this.lists.filter((one) => one.orderId === orderId)) {
        if (order.status !== 'active') await store.dropList(list.key);
        else if (order.endsOn !== list.endsOn) await store.keepLastDay(list.key, order.endsOn);
      }
    }
    await this.#read();
  }

  async #sync(): Promise<void> {
    const { store, now } = this.#dependencies;
    await store.makeSheets(this.source, (loose) => sheetsOf(loose, newEventId, now().toISOString()));
    // What the API would not take may be taken now: the clerk has the rights again, or the device its clock.
    for (const sheet of this.#outbox.sendings)
      if (sheet.progress.is === 'refused')
        await store.sheets.keepSending({ ...sheet, progress: { is: 'recorded' } });
    await this.#read();
    await this.#outbox.resume();
    await this.followOrders();
  }

  #recordOf(householdId: string, at: string | undefined) {
    const { list } = this;
    if (list === undefined) throw new Error('A desk records with a list');
    const { key, source, orderId, centreId } = list;
    return {
      list: key,
      source,
      orderId,
      centreId,
      householdId,
      at: at ?? this.#dependencies.now().toISOString(),
    };
  }

  async #keep<R extends DeskRecord>(record: R): Promise<R> {
    await this.#dependencies.store.keepRecord(record);
    this.#changes += 1;
    this.#records = [...this.#records.filter(({ key }) => key !== record.key), record];
    this.#tell();
    return record;
  }

  /** One after another, so that the last that begins is the last that is shown. */
  #read(): Promise<void> {
    const read = this.#reading.then(() => this.#readOnce());
    this.#reading = read.catch(() => undefined);
    return read;
  }

  async #readOnce(): Promise<void> {
    const { store } = this.#dependencies;
    const before = this.#changes;
    const [lists, records, sheets] = await Promise.all([
      store.lists(),
      store.records(),
      store.sheets.sendings(),
    ]);
    if (before !== this.#changes) return this.#readOnce();
    this.#lists = lists;
    this.#records = records;
    this.#sheets = new Map(sheets.map((sheet) => [sheet.key, sheet]));
    this.#tell();
  }

  /** Personal data stays as long as it is needed: lists until their order ends, records until they are in the books and old. */
  async #dropWhatIsOver(): Promise<void> {
    const { store, now, zone } = this.#dependencies;
    const today = dateIn(zone, now().toISOString());
    for (const list of this.#lists) if (isOver(list, today, now())) await store.dropList(list.key);
    await store.drop((record) => {
      const state = this.stateOf(record);
      const isDone = state.is === 'posted' || (state.is === 'rejected' && !isToSettle(record, state));
      return isPast(record.at, now()) && isDone;
    });
    await this.#read();
  }

  #tell(): void {
    for (const onChange of this.#watchers) onChange();
  }
}

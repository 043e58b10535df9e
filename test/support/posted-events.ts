/** Posts events as the queue functions do, on tables of a test, and tries again what was held. */

import { Audit, type AuditReport } from '../../shared/audit/audit.ts';
import { readMessage } from '../../shared/contract/read-message.ts';
import { inboundAccount, locationAccount } from '../../shared/domain/accounts.ts';
import { emptyLocationTally, type LocationTally, sumTallies } from '../../shared/domain/books.ts';
import {
  isQueued,
  type LocationKind,
  type QueueName,
  queueOfType,
  type ReliefEvent,
} from '../../shared/domain/events.ts';
import { isBooked, type Outcome } from '../../shared/domain/outcome.ts';
import type { Amounts } from '../../shared/domain/quantity.ts';
import type { Anomaly } from '../../shared/ledger/anomalies.ts';
import type { LinkRecord } from '../../shared/ledger/chain.ts';
import { type Entry, readEntry } from '../../shared/ledger/entry.ts';
import { settleHold } from '../../shared/ledger/exceptions.ts';
import { anomaliesSubject } from '../../shared/ledger/keys.ts';
import type { Write } from '../../shared/ledger/writes.ts';
import type { EventAttempt } from '../../shared/posting/event-handler.ts';
import { eventSubject } from '../../shared/posting/event-subject.ts';
import type { Clock, Commit } from '../../shared/posting/ports.ts';
import { Store } from '../../shared/store/store.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { findWorkOf } from './event-work.ts';

export interface Sent {
  readonly type: ReliefEvent['type'];
  /** @default that of its type */
  readonly queue?: QueueName;
  readonly data: Readonly<Record<string, unknown>>;
  /** @default one of its own */
  readonly id?: string;
  /** @default a day on which the order runs */
  readonly time?: string;
}

/** A clock that goes on by a millisecond each time it is read. */
export function steppingClock(from = '2020-08-05T00:00:00.000Z'): Clock {
  let instant = Date.parse(from);
  return {
    now: () => {
      instant += 1;
      return new Date(instant).toISOString();
    },
    backOff: () => Promise.resolve(),
    checkTime: () => undefined,
  };
}

type BeforeCommit = (writes: readonly Write[]) => Promise<Commit | undefined>;

/** A store that lets something happen between a decision and its commit. */
class InterruptedStore extends Store {
  beforeCommit: BeforeCommit | undefined;

  override async commit(writes: readonly Write[]): Promise<Commit> {
    return (await this.beforeCommit?.(writes)) ?? super.commit(writes);
  }
}

export class PostedEvents {
  readonly journal: InterruptedStore;
  readonly tables: Tables;
  readonly #clock: Clock;
  #ids = 0;

  constructor(tables: Tables, clock: Clock = steppingClock()) {
    this.tables = tables;
    this.#clock = clock;
    this.journal = new InterruptedStore(tables);
  }

  /** Posts an event, and whatever was held for what it brings. */
  async send(sent: Sent): Promise<Outcome> {
    return this.#post(this.attempt(sent));
  }

  /** Posts an event by a worker that dies before it writes an item. */
  async begin(sent: Sent, item: string): Promise<void> {
    const death = new Error(`dies before ${item}`);
    this.journal.beforeCommit = async (writes) => {
      if (writes.some((write) => 'key' in write && write.key.item === item)) throw death;
      return undefined;
    };
    const end = await this.send(sent).catch((error: unknown) => error);
    this.journal.beforeCommit = undefined;
    if (end !== death) throw new Error(`${sent.type} never came to ${item}`);
  }

  attempt({ type, data, id, time, queue }: Sent): EventAttempt {
    this.#ids += 1;
    const body = JSON.stringify({
      specversion: '1.0',
      id: id ?? `event-${this.#ids}`,
      source: 'urn:test',
      type,
      time: time ?? '2020-08-10T09:00:00+09:00',
      data,
    });
    const reading = readMessage(body);
    if (!reading.ok) throw new Error(`${reading.problem.path}: ${reading.problem.expected}`);
    const { header, event } = reading;
    return { header, event, queue: queue ?? queueOf(event.type), messageGroup: 'test' };
  }

  async #post(attempt: EventAttempt): Promise<Outcome> {
    const { journal } = this;
    const work = findWorkOf(attempt.queue, { journal, clock: this.#clock })(attempt);
    if (work === undefined) throw new Error(`nothing posts ${attempt.event.type}`);
    const { outcome, unblocked } = await work.process();
    // A queue comes to what it is asked to try again once this is done: what is posted is held no more by then.
    if (attempt.hold !== undefined && isBooked(outcome)) {
      const { orderId } = eventSubject(attempt);
      await this.journal.commit(settleHold(attempt.hold, orderId, this.#clock.now()));
    }
    for (const one of unblocked) await this.retry(typeof one === 'string' ? one : one.dependsOn);
    return outcome;
  }

  /** Tries again what waits for something, in the order it was recorded. */
  async retry(dependsOn: string): Promise<void> {
    for (const group of await this.journal.holdingGroups(dependsOn)) {
      const { holds } = await this.journal.holds(dependsOn, group, 100);
      for (const hold of holds) {
        const held = await this.journal.exception(hold.exceptionId);
        const reading = readMessage(held?.original ?? '');
        if (!reading.ok) throw new Error('a held event cannot be read again');
        const { header, event } = reading;
        await this.#post({ header, event, ...group, hold });
      }
    }
  }

  async entries(account: string): Promise<readonly Entry[]> {
    const items = await this.tables.all('stock', account);
    return items.map(({ record }) => readEntry(record as LinkRecord));
  }

  async tally(kind: LocationKind, locationId: string, orderId: string): Promise<LocationTally> {
    const tail = await this.journal.chains.tail('stock', locationAccount(kind, locationId, orderId));
    return tail?.stock ?? emptyLocationTally;
  }

  /** The sum over all locations' books. */
  async orderTally(orderId: string): Promise<LocationTally> {
    const accounts = await this.journal.books.ofOrder('stock', orderId);
    const tails = await Promise.all(accounts.map((account) => this.journal.chains.tail('stock', account)));
    return sumTallies(tails.map((tail) => tail?.stock ?? emptyLocationTally));
  }

  async inbound(locationId: string, orderId: string): Promise<Amounts> {
    return (
      (await this.journal.chains.tail('stock', inboundAccount(locationId, orderId)))?.balance ?? new Map()
    );
  }

  async anomalies(orderId: string): Promise<readonly (Omit<Anomaly, 'quantity'> & { quantity: string })[]> {
    const items = await this.tables.all('ledgers', anomaliesSubject(orderId));
    return items.map(({ record }) => record as unknown as Omit<Anomaly, 'quantity'> & { quantity: string });
  }

  /** What was not posted, with its reason and facts. */
  async exceptions(status: 'held' | 'rejected'): Promise<readonly { reason: string; detail: unknown }[]> {
    const listed = await this.journal.exceptionLists.page(status, undefined, 100);
    const exceptions = await Promise.all(
      listed.exceptions.map(({ exceptionId }) => this.journal.exception(exceptionId)),
    );
    return exceptions.flatMap((found) => found ?? []);
  }

  /** Every chain of some accounts, audited. */
  async audit(accounts: readonly string[]): Promise<AuditReport> {
    const audit = new Audit();
    for (const account of accounts) {
      for (const { record } of await this.tables.all('stock', account)) audit.take(record as LinkRecord);
    }
    return audit.report();
  }
}

function queueOf(type: ReliefEvent['type']): QueueName {
  if (!isQueued(type)) throw new Error(`${type} names no queue`);
  return queueOfType[type];
}

/** A hub, stores and centres of one person each, and an order for them. */
export async function foundCity(
  events: PostedEvents,
  city: {
    readonly centres: readonly { readonly centreId: string; readonly persons: number }[];
    readonly orderId?: string;
    readonly rations?: readonly unknown[];
    readonly endsOn?: string;
  },
): Promise<void> {
  const { centres, orderId = 'O-1', endsOn } = city;
  const hub = { locationId: 'HUB', name: 'Station', kind: 'hub' };
  const store = { locationId: 'STORE', name: 'Shop', kind: 'store', suppliedBy: 'HUB' };
  const locations = centres.map(({ centreId }) => ({
    locationId: centreId,
    name: centreId,
    kind: 'centre',
    suppliedBy: 'HUB',
  }));
  const others = [hub, store, { locationId: 'FAR', name: 'Not of this hub', kind: 'centre' }];
  await events.send({
    type: 'relief.locations.registered.v1',
    data: { locations: [...others, ...locations] },
  });
  for (const { centreId, persons } of centres) {
    const households = [];
    for (let left = persons; left > 0; left -= 50) {
      households.push({ householdId: `H-${centreId}-${left}`, adults: Math.min(50, left), children: 0 });
    }
    await events.send({
      type: 'relief.households.registered.v1',
      data: { centreId, effectiveFrom: '2020-07-01', households },
    });
  }
  await events.send({
    type: 'relief.order.issued.v1',
    data: {
      orderId,
      title: 'Kaesong',
      issuedBy: 'Central Committee',
      referenceDate: '2020-08-05',
      startsOn: '2020-08-05',
      ...(endsOn !== undefined && { endsOn }),
      area: { centres: 'all' },
      rations: city.rations ?? [{ commodity: 'rice', quantityPerPerson: 5, unit: 'kg' }],
      pledges: [],
      prohibitions: [],
      release: 'proportional',
    },
  });
}

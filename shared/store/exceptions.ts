/** Exceptions: the claims on ids, what was not posted, and what is held. */
import type { JsonObject } from '../domain/canonical.ts';
import type { Instant } from '../domain/events.ts';
import {
  type EventClaim,
  endOfHeldId,
  type RefusedRow,
  readEventClaim,
  readRefusedRows,
  readVoid,
} from '../ledger/event-records.ts';
import {
  dependencySubject,
  endingSubject,
  exceptionKey,
  exceptionRecords,
  type Hold,
  holdKey,
  holdsOfGroup,
  keptSubject,
  numberSubject,
  parseHold,
  refusedRowsSubject,
  subjectOfException,
  voidKey,
} from '../ledger/exception-keys.ts';
import { holdOf, readOriginal, readOutcome, type StoredException } from '../ledger/exceptions.ts';
import { eventClaimId, eventIdempotencyKey, type IdClaim, readClaim } from '../ledger/id-claims.ts';
import { type ItemKey, seqOfItem } from '../ledger/keys.ts';
import { type NumberClaim, readNumberClaim } from '../ledger/number-claims.ts';
import { DamagedRecordError, readStored, type StoredRecord } from '../ledger/record-fields.ts';
import type { TakenBack } from '../posting/ports.ts';
import { keyText, type Tables } from './tables.ts';

/** A queue and a message group in which something is held. */
export type HoldingGroup = Pick<Hold, 'queue' | 'messageGroup'>;

/** An exception by its latest outcome. */
export type ExceptionOutcome = Omit<StoredException, 'original'>;

/** What is kept of an event under its id. */
export interface EventRecords {
  readonly claim: EventClaim;
  readonly refused: readonly RefusedRow[];
  /** The void, `source#id`. */
  readonly voidedBy: string | undefined;
}

const hourMs = 3_600_000;

export class Exceptions {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** L3: what ids are claimed for; an id that is free stands as `undefined`. */
  async claims(exceptionIds: readonly string[]): Promise<ReadonlyMap<string, IdClaim | undefined>> {
    const keys = new Map([...new Set(exceptionIds)].map((id) => [id, exceptionKey(id, 1)]));
    const found = await this.#tables.getAll('ledgers', [...keys.values()]);
    return new Map(
      [...keys].map(([id, key]) => {
        const stored = found.get(keyText(key));
        return [id, stored && readStored(stored, readClaim)];
      }),
    );
  }

  /** L4: an exception with its original and its latest outcome; `undefined` also of an event that books alone tell of. */
  async get(exceptionId: string): Promise<StoredException | undefined> {
    const items = await this.#tables.all('ledgers', subjectOfException(exceptionId), exceptionRecords);
    const [first] = items;
    const last = items.at(-1);
    if (first === undefined || last === undefined || first.record['original'] === undefined) return undefined;
    return storedException(first, last);
  }

  /** L4, L5: an exception as it stands now: of one that was held and has been posted since the status is `posted`. */
  async now(exceptionId: string): Promise<StoredException | undefined> {
    let exception = await this.get(exceptionId);
    for (;;) {
      const hold = exception && holdOf(exception);
      if (exception === undefined || hold === undefined || (await this.#isStillHeld(hold))) return exception;
      // A rejection is written together with the end of the hold, so it is there by now.
      const later = await this.get(exceptionId);
      if (later?.recordSeq === exception.recordSeq) return { ...exception, status: 'posted' };
      exception = later;
    }
  }

  /**
   * L4, L5: many exceptions as they stand now, without their originals, a batch of reads an outcome; of one that is not there
   * nothing.
   */
  async allNow(exceptionIds: readonly string[]): Promise<ReadonlyMap<string, ExceptionOutcome>> {
    const latest = new Map<string, ExceptionOutcome>();
    let left: readonly string[] = [...new Set(exceptionIds)];
    for (;;) {
      const settled = await this.#readOn(latest, left);
      if (settled.length === 0) return latest;
      // As of one exception: one that is held no longer was posted, unless a later outcome was written with the end of its hold.
      left = await this.#withLaterOutcome(settled);
      const going = new Set(left);
      for (const one of settled)
        if (!going.has(one.exceptionId)) latest.set(one.exceptionId, { ...one, status: 'posted' });
    }
  }

  /** Reads on from the outcomes that are known, and tells those that are held no longer by what was read. */
  async #readOn(
    latest: Map<string, ExceptionOutcome>,
    exceptionIds: readonly string[],
  ): Promise<readonly ExceptionOutcome[]> {
    let going = exceptionIds;
    while (going.length > 0) {
      const next = new Map(going.map((id) => [id, (latest.get(id)?.recordSeq ?? 0) + 1]));
      const found = await this.#tables.getAll(
        'ledgers',
        [...next].map(([id, seq]) => exceptionKey(id, seq)),
      );
      going = going.filter((id) => {
        const seq = next.get(id) ?? 1;
        const stored = found.get(keyText(exceptionKey(id, seq)));
        // A claim of a sheet is no exception.
        if (stored === undefined || stored.record['exceptionId'] === undefined) return false;
        latest.set(
          id,
          readStored(stored, (record) => readOutcome(record, seq)),
        );
        return true;
      });
    }
    const read = exceptionIds.flatMap((id) => latest.get(id) ?? []);
    const still = await this.stillHeld(read.flatMap((exception) => holdOf(exception) ?? []));
    return read.filter(({ status, exceptionId }) => status === 'held' && !still.has(exceptionId));
  }

  async #withLaterOutcome(exceptions: readonly ExceptionOutcome[]): Promise<readonly string[]> {
    const later = exceptions.map(({ exceptionId, recordSeq }) => exceptionKey(exceptionId, recordSeq + 1));
    const found = await this.#tables.getAll('ledgers', later);
    const hasLater = (index: number): boolean => {
      const key = later[index];
      return key !== undefined && found.has(keyText(key));
    };
    return exceptions.filter((_, index) => hasLater(index)).map(({ exceptionId }) => exceptionId);
  }

  async #isStillHeld(hold: Hold): Promise<boolean> {
    return (await this.stillHeld([hold])).size > 0;
  }

  /** L4, L23, L24: an event by its claim, the rows of it that were refused, and the void that took it back. */
  async event(event: string): Promise<EventRecords | undefined> {
    const key = exceptionKey(eventClaimId(event), 1);
    const stored = await this.#tables.get(key);
    if (stored === undefined) return undefined;
    // After the claim, which is written together with the first of them.
    const [refused, taken] = await Promise.all([this.refusedRows(event), this.#tables.get(voidKey(event))]);
    return {
      claim: readStored(stored, readEventClaim),
      refused,
      voidedBy: taken && readStored(taken, readVoid).by,
    };
  }

  /** L23: the rows of an event that were refused, in their order. */
  async refusedRows(event: string): Promise<readonly RefusedRow[]> {
    const lists = await this.#tables.all('ledgers', refusedRowsSubject(event));
    const rows = lists.flatMap((stored) => readStored(stored, readRefusedRows));
    return rows.sort((one, other) => one.index - other.index);
  }

  /** L24: which of some events were taken back. */
  async voided(events: readonly string[]): Promise<ReadonlySet<string>> {
    const keys = new Map([...new Set(events)].map((event) => [event, voidKey(event)]));
    const found = await this.#tables.getAll('ledgers', [...keys.values()]);
    return new Set([...keys].flatMap(([event, key]) => (found.has(keyText(key)) ? [event] : [])));
  }

  /** L32: the claims on the number of a document, the newest last. */
  async numberClaims(number: string): Promise<readonly NumberClaim[]> {
    const claims = await this.#tables.all('ledgers', numberSubject(number));
    return claims.map((stored) =>
      readStored(stored, (record) => readNumberClaim(record, seqOfItem(stored.item))),
    );
  }

  /** L3, L24: whether an event, `source#id`, was taken back, by a void or while it was held. */
  async takenBack(event: string): Promise<TakenBack> {
    const endId = endOfHeldId(eventIdempotencyKey(event));
    const [voided, ends] = await Promise.all([this.voided([event]), this.claims([endId])]);
    const end = ends.get(endId)?.status;
    return {
      isTakenBack: voided.has(event) || end === 'rejected',
      unless: [voidKey(event), ...(end === undefined ? [exceptionKey(endId, 1)] : [])],
    };
  }

  /** L20: the exceptions that name no order and were opened in the hour of an instant, in the one before, and in the one after. */
  async keptAbout(instant: Instant): Promise<readonly string[]> {
    const hours = [-1, 0, 1].map((hours) => new Date(Date.parse(instant) + hours * hourMs).toISOString());
    const kept = await Promise.all(hours.map((hour) => this.#tables.all('ledgers', keptSubject(hour))));
    return kept.flat().map(({ item }) => item);
  }

  /** L27: what was ever held that the end of an order settles, though it is of no book under it. */
  async endingWith(orderId: string): Promise<readonly string[]> {
    const items = await this.#tables.all('ledgers', endingSubject(orderId));
    return items.map(({ item }) => item);
  }

  /** L5: the exceptionIds of those that are still held as they are said to be. */
  async stillHeld(holds: readonly Hold[]): Promise<ReadonlySet<string>> {
    if (holds.length === 0) return new Set();
    const found = await this.#tables.getAll('ledgers', holds.map(holdKey));
    const there = holds.filter((hold) => found.has(keyText(holdKey(hold))));
    return new Set(there.map(({ exceptionId }) => exceptionId));
  }

  /** L5: one page of what a group holds for one thing, in the order it was recorded; `next` is where the page after it begins. */
  async holds(
    dependsOn: string,
    by: HoldingGroup,
    limit: number,
    after?: string,
  ): Promise<{ readonly holds: readonly Hold[]; readonly next: string | undefined }> {
    const page = await this.#tables.page('ledgers', dependencySubject(dependsOn), {
      ...holdsOfGroup(by),
      limit,
      ...(after !== undefined && { after }),
    });
    return { holds: page.items.map(holdIn), next: page.next };
  }

  /** L5: whether a group holds anything for one thing. */
  async isHeld(dependsOn: string, by: HoldingGroup): Promise<boolean> {
    return (await this.holds(dependsOn, by, 1)).holds.length > 0;
  }

  /** L6: the queues and message groups in which something is held for one thing; a read a group, and one more. */
  async holdingGroups(dependsOn: string): Promise<readonly HoldingGroup[]> {
    const groups: HoldingGroup[] = [];
    let from: string | undefined;
    for (;;) {
      const query = { limit: 1, ...(from && { from }) };
      const { items } = await this.#tables.page('ledgers', dependencySubject(dependsOn), query);
      const [first] = items;
      if (first === undefined) return groups;
      const { queue, messageGroup } = holdIn(first);
      groups.push({ queue, messageGroup });
      from = holdsOfGroup({ queue, messageGroup }).to;
    }
  }
}

/** The hold whose key this is. Errors: `DamagedRecordError` where it can be none. */
export function holdIn({ table, subject, item }: ItemKey): Hold {
  const hold = parseHold({ subject, item });
  if (hold === undefined) throw new DamagedRecordError('item', `${table} ${subject} ${item}`);
  return hold;
}

/** An exception, of its first record and its last. Errors: `DamagedRecordError` naming table, subject, item and field. */
export function storedException(first: StoredRecord, last: StoredRecord): StoredException {
  const seq = seqOfItem(last.item);
  const read = (record: JsonObject) => readOutcome(record, seq);
  return { ...readStored(last, read), original: readStored(first, readOriginal) };
}

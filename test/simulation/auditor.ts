/** Looks over the model's shoulder: what the books promise is checked after every write, and once all has settled. */

import { isDeepStrictEqual } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { TallyAudit } from '../../shared/audit/tally-audit.ts';
import { readMessage } from '../../shared/contract/read-message.ts';
import {
  onHandAmounts,
  payerBalance,
  type StockTotals,
  stockTotalNames,
  stockTotalsOf,
} from '../../shared/domain/books.ts';
import type { JsonObject } from '../../shared/domain/canonical.ts';
import { releasedAmounts } from '../../shared/domain/handover.ts';
import { type Composition, compositionInForce } from '../../shared/domain/household.ts';
import {
  coveredComposition,
  entitlementOf,
  foldOrder,
  type Order,
  stipendDue,
} from '../../shared/domain/order.ts';
import { countPlan, type Plan } from '../../shared/domain/plan.ts';
import {
  type Amounts,
  addAmounts,
  amountOf,
  isNothing,
  negateAmounts,
  noAmounts,
} from '../../shared/domain/quantity.ts';
import { inTransit, onward } from '../../shared/domain/shipment.ts';
import { defaultZone } from '../../shared/domain/zoned-date.ts';
import { type Anomaly, readAnomaly } from '../../shared/ledger/anomalies.ts';
import { brokenLink, isSoundRecord, type LinkRecord } from '../../shared/ledger/chain.ts';
import { type Entry, readEntry } from '../../shared/ledger/entry.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import type { Hold } from '../../shared/ledger/exception-keys.ts';
import { readHousehold } from '../../shared/ledger/household-item.ts';
import { eventIdempotencyKey, type IdClaim } from '../../shared/ledger/id-claims.ts';
import { anomaliesSubject, planKey } from '../../shared/ledger/keys.ts';
import { readListedAt } from '../../shared/ledger/listed-exceptions.ts';
import { type OrderVersion, readOrderVersion } from '../../shared/ledger/order-chain.ts';
import { readPlan } from '../../shared/ledger/registry-chain.ts';
import { foldShipment, standingEntries } from '../../shared/ledger/shipment-chain.ts';
import { isTallySubject } from '../../shared/ledger/tallies.ts';
import { missedRowKey, rowIdempotencyKey } from '../../shared/posting/batch.ts';
import { batchOfEvent } from '../../shared/posting/batch-rows.ts';
import { holdIn } from '../../shared/store/exceptions.ts';
import { readItem } from '../../shared/store/item-form.ts';
import type { Tables } from '../../shared/store/tables.ts';
import { Answers } from './answers.ts';
import { directoryRows, registeredHouseholds } from './directories.ts';
import { DocumentNumbers } from './document-numbers.ts';
import type { Change, DynamoDbModel, Item } from './dynamodb-model.ts';
import type { Sending } from './history.ts';
import { OrderFlows } from './order-flows.ts';
import { SaidBooks } from './said-books.ts';
import { Shelves } from './shelves.ts';
import { type Added, TakenIds } from './taken-ids.ts';
import { ensure, Violation } from './violation.ts';
import { leftOver } from './voided.ts';

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

/** Reads a stored record without the store's own code. */
function recordOf({ body, listing, listedAt }: Item): JsonObject {
  const text = body?.B === undefined ? (body?.S ?? '{}') : inflateRawSync(body.B).toString('utf8');
  return {
    ...(JSON.parse(text) as JsonObject),
    ...(listing?.S !== undefined && { listing: listing.S }),
    ...(listedAt?.S !== undefined && { listedAt: listedAt.S }),
  };
}

const show = (amounts: Amounts): string =>
  [...amounts]
    .filter(([, quantity]) => quantity !== 0n)
    .map(([commodity, quantity]) => `${quantity} ${commodity}`)
    .sort()
    .join(', ');

const sameAmounts = (one: Amounts, other: Amounts): boolean =>
  [...one.keys(), ...other.keys()].every(
    (commodity) => amountOf(one, commodity) === amountOf(other, commodity),
  );

function sameButForNames({ before, after }: Change): boolean {
  if (before === undefined || after === undefined) return false;
  const { original: _then, detail: _detailThen, redactedOf: _ofThen, ...recordThen } = recordOf(before);
  const { original: _now, detail: _detailNow, redactedOf: _ofNow, ...recordNow } = recordOf(after);
  return JSON.stringify(recordThen) === JSON.stringify(recordNow);
}

/** Whether a record lost what people wrote freely, and nothing else. */
function sameButForNote({ before, after }: Change): boolean {
  if (before === undefined || after === undefined) return false;
  const { note, text, answer, ...recordThen } = recordOf(before);
  const isText = [note, text, answer].some((free) => free !== undefined);
  return isText && JSON.stringify(recordThen) === JSON.stringify(recordOf(after));
}

/** Why nothing is given at a time under an order, whoever comes; days are those of Pyongyang. */
function notOpen({ terms, cancelled }: Order, time: string): string | undefined {
  const day = new Date(Date.parse(time) + 9 * 3_600_000).toISOString().slice(0, 10);
  const { startsOn, endsOn } = terms;
  if (cancelled) return 'came after the order was cancelled';
  if (day < startsOn) return `happened on ${day}, before the order began`;
  if (endsOn !== undefined && day > endsOn) return `happened on ${day}, after the order ended`;
  return undefined;
}

const householdIdOf = ({ account }: Entry): string => account.replace(/^household:|\/.*$/g, '');

/** Whether an entry may take back what others added to a total. */
const takesBack = ({ type }: Entry): boolean => type === 'void' || type === 'closing';

const isSheetEntry = ({ type }: Entry): boolean =>
  ['handover', 'return', 'payment', 'reversal'].includes(type);

/** What a book's households hold from it, summed as their entries are written. */
class GivenFrom {
  handedOver: Amounts = noAmounts;
  paid = 0n;
  /** Receipts and payments, those that were undone included. */
  documents = 0;
  readonly #holdings = new Map<string, Amounts>();

  add({ account, type, lines, money = 0n }: Entry): void {
    this.documents += type === 'handover' || type === 'payment' ? 1 : 0;
    this.handedOver = addAmounts(this.handedOver, lines);
    this.paid += money;
    this.#holdings.set(account, addAmounts(this.#holdings.get(account) ?? noAmounts, lines));
  }

  get householdsServed(): number {
    return [...this.#holdings.values()].filter((holding) => !isNothing(holding)).length;
  }
}

interface Answer {
  readonly digest: string;
  /** The type of the event; `undefined` until it was refused. */
  type: string | undefined;
  posted: boolean;
  /** The reason it was rejected for. */
  rejected: string | undefined;
  /** Its latest outcome is that it is held. */
  held: boolean;
  readonly exceptionIds: Set<string>;
}

export class Auditor {
  readonly #database: DynamoDbModel;
  readonly #sendings: Sending[] = [];
  /** Last links of all chains, by account. */
  readonly #tails = new Map<string, LinkRecord>();
  readonly #entries = new Map<string, Entry[]>();
  readonly #orders = new Map<string, OrderVersion[]>();
  /** What became of each content of each id. */
  readonly #answers = new Map<string, Map<string, Answer>>();
  readonly #holds = new Map<string, Hold>();
  readonly #recordsOfException = new Map<string, number>();
  readonly #documents = new Map<string, string>();
  readonly #given = new Map<string, GivenFrom>();
  readonly #readings = new Map<string, ReturnType<typeof readMessage>>();
  readonly #flows = new Map<string, OrderFlows>();
  readonly #shelves = new Shelves();
  /** Those of the transaction that is observed, by receipt. */
  readonly #overIssues = new Map<string, Amounts>();
  /** Where rows are kept that say why households were missed. */
  readonly #missed = new Set<string>();
  /** By event that was taken back: the void that did. */
  readonly #voids = new Map<string, string>();
  /** By exceptionId, the event that it came with. */
  readonly #eventOfException = new Map<string, string>();
  /** Exceptions that another event put right, with its content. */
  readonly #corrected = new Set<string>();
  /** What the ids of sheets were used for that are known at every book. */
  readonly #claimedIds = new Map<string, string>();
  /** By scope: the content of an event that is or was pending, which has the id from then on. */
  readonly #pending = new Map<string, string>();
  /** Whole events that are in the books: `scope` and digest of each entry that is no household's. */
  readonly #bookedEvents = new Set<string>();

  /** By the account of an audit, the events that it has taken in, in its order. */
  readonly #audited = new Map<string, string[]>();

  readonly #said = new SaidBooks();
  readonly #takenIds = new TakenIds();
  readonly #numbers = new DocumentNumbers();

  /** How many transactions were written. */
  #transactions = 0;
  /** By household, the last of them that changed what the registry says of it. */
  readonly #householdsChanged = new Map<string, number>();
  /** The transactions that were written when whoever writes the next one began to read for it. */
  #readFrom = 0;

  constructor(database: DynamoDbModel) {
    this.#database = database;
  }

  get transactions(): number {
    return this.#transactions;
  }

  /** Says since when whoever writes now may have read what it decided on: after so many {@link transactions}. */
  expectWriter(readFrom: number): void {
    this.#readFrom = readFrom;
  }

  /** Reads each body once for all workers of the history; what they share, none of them can change. */
  readonly read = (body: string): ReturnType<typeof readMessage> => {
    const reading = this.#readings.get(body) ?? frozen(readMessage(body));
    this.#readings.set(body, reading);
    return reading;
  };

  /** A message was sent: it must come to an answer. */
  expect(sending: Sending): void {
    this.#sendings.push(sending);
  }

  /** By account, in the order of writing. */
  get entries(): ReadonlyMap<string, readonly Entry[]> {
    return this.#entries;
  }

  /** How many receipts and payments are booked, those that were undone included. */
  get documents(): number {
    return [...this.#given.values()].reduce((sum, { documents }) => sum + documents, 0);
  }

  /** The events that the audits of the history have taken in. */
  get audited(): readonly string[] {
    return [...this.#audited.values()].flat();
  }

  holds(): readonly Hold[] {
    return [...this.#holds.values()];
  }

  /** Checks a transaction that was written, against all that was written before. */
  observe(changes: readonly Change[]): void {
    const entries: Entry[] = [];
    const versions: OrderVersion[] = [];
    const added: Added[] = [];
    this.#overIssues.clear();
    this.#transactions += 1;
    for (const change of changes) {
      if (change.table === 'households') {
        this.#householdsChanged.set(change.partition, this.#transactions);
        continue;
      }
      const { partition, sort, after } = change;
      // What they come to is looked at when all is settled.
      if (isTallySubject(partition)) continue;
      if (partition.startsWith('waiting/')) {
        this.#observeHold(change);
        continue;
      }
      if (/^(case|missed|finding|statements|complaint):/.test(partition) && change.before !== undefined) {
        // A redaction is the one thing that is ever written again.
        const isRedacted = partition.startsWith('case:') ? sameButForNames(change) : sameButForNote(change);
        ensure(isRedacted, () => `${partition} ${sort} was rewritten`);
        continue;
      }
      ensure(change.before === undefined && after !== undefined, () => `${partition} ${sort} was rewritten`);
      if (after === undefined) continue;
      const record = recordOf(after);
      added.push({ subject: partition, record });
      if (
        /^(household|centre|hub|store|payer|registry|shipment|inbound|audit):/.test(partition) ||
        sort.startsWith('revision/')
      ) {
        const link = record as LinkRecord;
        const fault = brokenLink(this.#tails.get(partition), link);
        ensure(fault === undefined && link.account === partition, () => `${partition}: expected ${fault}`);
        ensure(isSoundRecord(link), () => `${partition} ${sort} is not what was hashed`);
        this.#tails.set(partition, link);
        if (sort.startsWith('revision/')) {
          const orderId = partition.slice('order:'.length);
          const version = readOrderVersion(link);
          versions.push(version);
          this.#orders.set(orderId, [...(this.#orders.get(orderId) ?? []), version]);
        } else if (partition.startsWith('audit:')) this.#observeAudit(link);
        else if (!partition.startsWith('registry:')) entries.push(readEntry(link));
      } else if (partition.startsWith('case:')) this.#observeException(partition, Number(sort), record);
      else if (partition.startsWith('anomalies:')) this.#observeAnomaly(readAnomaly(record));
      else if (partition.startsWith('missed:')) this.#missed.add(`${partition}\n${sort}`);
      else if (partition.startsWith('voided:')) this.#observeVoid(record);
      else this.#said.observe(partition, sort, record);
    }
    const miscounted = this.#said.assess();
    ensure(miscounted === undefined, () => miscounted ?? '');
    const booked = entries.flatMap(({ events = [] }) => events.map(({ key }) => key));
    const mistaken = this.#takenIds.observe(added, booked);
    ensure(mistaken === undefined, () => mistaken ?? '');
    const misnumbered = this.#numbers.observe(added, (event) => this.#voids.has(event));
    ensure(misnumbered === undefined, () => misnumbered ?? '');
    for (const { event, digest } of versions) {
      const scope = eventIdempotencyKey(event);
      const isItsOwn = this.#pending.get(scope) === digest || this.#answers.get(scope)?.has(digest) === true;
      ensure(isItsOwn, () => `an order has a version of ${event}, which has not its id`);
    }
    for (const entry of entries.filter(({ account }) => /^(shipment|inbound):/.test(account))) {
      const before = this.#entries.get(entry.account) ?? [];
      const balance = addAmounts(before.at(-1)?.balance ?? noAmounts, entry.lines);
      ensure(sameAmounts(entry.balance, balance), () => `${entry.account}@${entry.seq}: balance`);
      this.#push(entry);
    }
    const books = entries.filter(({ account }) => /^(centre|hub|store|payer):/.test(account));
    const households = entries.filter(({ account }) => account.startsWith('household:'));
    for (const entry of households) this.#observeHousehold(entry, books);
    for (const entry of books) this.#observeBook(entry, households);
    for (const { account } of books) this.#assessBook(account);
    for (const entry of entries) if (!households.includes(entry)) this.#observeBooked(entry);
    for (const orderId of new Set(entries.map((entry) => entry.orderId))) this.#assessConservation(orderId);
  }

  /** An audit takes in each event once. */
  #observeAudit({ account, event }: LinkRecord): void {
    const taken = this.#audited.get(account) ?? [];
    ensure(
      typeof event === 'string' && !taken.includes(event),
      () => `${account} has taken in ${event} before`,
    );
    this.#audited.set(account, [...taken, String(event)]);
  }

  #flowsOf(orderId: string): OrderFlows {
    const flows = this.#flows.get(orderId) ?? new OrderFlows();
    this.#flows.set(orderId, flows);
    return flows;
  }

  #push(entry: Entry): void {
    this.#flowsOf(entry.orderId).add(entry);
    const entries = this.#entries.get(entry.account);
    if (entries === undefined) this.#entries.set(entry.account, [entry]);
    else entries.push(entry);
  }

  /** A rejection changes nothing: no entry came with what is rejected, and none will. */
  #observeBooked({ account, seq, event, digest }: Entry): void {
    if (digest === '') return;
    const scope = eventIdempotencyKey(event);
    this.#bookedEvents.add(`${scope}\n${digest}`);
    const rejected = this.#answers.get(scope)?.get(digest)?.rejected;
    ensure(
      rejected === undefined,
      () => `${account}@${seq} books ${scope}, which was rejected for ${rejected}`,
    );
  }

  #observeHold({ sort, partition, after }: Change): void {
    if (after === undefined) this.#holds.delete(`${partition}\n${sort}`);
    else
      this.#holds.set(`${partition}\n${sort}`, holdIn({ table: 'ledgers', subject: partition, item: sort }));
  }

  #observeException(partition: string, seq: number, record: JsonObject): void {
    const records = this.#recordsOfException.get(partition) ?? 0;
    ensure(seq === records + 1, () => `${partition} has a gap before ${seq}`);
    this.#recordsOfException.set(partition, seq);
    const { scope, digest, status, reason, correctedBy, event } = record as unknown as IdClaim & {
      scope: string;
      reason: string;
      correctedBy?: string;
      event?: { type: string; source: string; id: string };
    };
    if (event !== undefined) {
      const { source, id } = event;
      this.#eventOfException.set(partition.slice('case:'.length), `${source}#${id}`);
    }
    // How a held event ended is told beside it.
    if (scope.startsWith('ended/')) return;
    if (status === 'pending') {
      this.#pending.set(scope, digest);
      return;
    }
    // What is corrected keeps its reason, whatever stands under the number by then.
    if (reason === 'conflicting-duplicate' && correctedBy === undefined) this.#assessTaken(record);
    const answer = this.#answer(scope, digest);
    const what = (): string => `${scope} of content ${digest}`;
    answer.exceptionIds.add(partition.slice('case:'.length));
    answer.type = event?.type;
    ensure(
      answer.exceptionIds.size === 1,
      () => `${what()} has two exceptions, first ${answer.rejected}, then ${reason}`,
    );
    if (correctedBy !== undefined) {
      ensure(
        !this.#corrected.has(`${scope}\n${digest}`),
        () => `${what()} was corrected twice, last by ${correctedBy}`,
      );
      this.#corrected.add(`${scope}\n${digest}`);
      if (answer.rejected !== undefined && answer.rejected === reason) return;
    }
    ensure(answer.rejected === undefined, () => `${what()} was rejected, and then ${status} for ${reason}`);
    answer.held = status === 'held';
    if (status === 'posted') answer.posted = true;
    if (status === 'rejected') {
      const isBooked = answer.posted || this.#bookedEvents.has(`${scope}\n${digest}`);
      ensure(!isBooked, () => `${what()} was posted, and then rejected for ${reason}`);
      answer.rejected = reason;
    }
  }

  #observeAnomaly({ kind, commodity = '', quantity, references: [reference = ''] }: Anomaly): void {
    if (kind !== 'over-issue') return;
    const before = this.#overIssues.get(reference) ?? noAmounts;
    this.#overIssues.set(reference, addAmounts(before, new Map([[commodity, quantity ?? 0n]])));
  }

  #observeVoid({ event, by }: JsonObject): void {
    if (typeof event !== 'string' || typeof by !== 'string') throw new Violation('a void names no event');
    ensure(!this.#voids.has(event), () => `${event} was taken back twice`);
    this.#voids.set(event, by);
  }

  /** A waybill's number is taken while something stands under it, or waits or was refused, that was not taken back. */
  #assessTaken({ scope, event, detail }: JsonObject): void {
    const { type } = (event ?? {}) as { type?: string };
    const { reference, correctedBy } = (detail ?? {}) as { reference?: string; correctedBy?: string };
    // What another correction was quicker for is no question of the number.
    if (type !== 'relief.shipment.dispatched.v1' || reference === undefined || correctedBy !== undefined)
      return;
    const standing = standingEntries(this.#entries.get(`shipment:${reference}`) ?? []);
    const owner = this.#numbers.ownerOfWaybill(reference);
    ensure(
      standing.length > 0 || (owner !== undefined && !this.#voids.has(owner)),
      () => `${scope}: ${reference} is told to be taken, and nothing stands under it`,
    );
  }

  #observeHousehold(entry: Entry, books: readonly Entry[]): void {
    const { account, reference, orderId } = entry;
    const before = this.#entries.get(account) ?? [];
    const last = before.at(-1);
    const what = (): string => `${account}@${entry.seq} (${entry.type} ${reference})`;
    ensure(
      sameAmounts(entry.balance, addAmounts(last?.balance ?? new Map(), entry.lines)),
      () => `${what()}: balance`,
    );
    ensure(
      (entry.moneyBalance ?? 0n) === (last?.moneyBalance ?? 0n) + (entry.money ?? 0n),
      () => `${what()}: money balance`,
    );
    this.#push(entry);
    const book = books.find(
      (candidate) => `${candidate.account}@${candidate.seq}` === entry.counterpartyEntry,
    );
    ensure(book !== undefined, () => `${what()} was written without its book entry`);
    if (book === undefined) return;
    const given = this.#given.get(book.account) ?? new GivenFrom();
    this.#given.set(book.account, given);
    given.add(entry);

    const goods = account.endsWith('/goods');
    const bookId = book.account.slice(book.account.indexOf(':') + 1, book.account.indexOf('/'));
    const scope = `${goods ? 'receipt' : 'payment'}/${bookId}/${orderId}/${reference}`;
    const earlier = this.#documents.get(scope);
    ensure(earlier === undefined, () => `${what()} is in the books already, as ${earlier}`);
    this.#documents.set(scope, what());
    const answer = this.#answer(scope, entry.digest);
    ensure(
      answer.rejected === undefined,
      () => `${what()} was rejected for ${answer.rejected}, and then posted`,
    );
    answer.posted = true;
    if (entry.type === 'handover') this.#assessHandover(entry, book);
    if (entry.type === 'payment') this.#assessPayment(entry, book);
  }

  #observeBook(entry: Entry, households: readonly Entry[]): void {
    const { account } = entry;
    const last = this.#entries.get(account)?.at(-1);
    this.#push(entry);
    const what = (): string => `${account}@${entry.seq} (${entry.type} ${entry.reference})`;
    const members = households.filter((member) => member.counterpartyEntry === `${account}@${entry.seq}`);
    if (isSheetEntry(entry)) {
      this.#observeEventIds(entry);
      const named = (entry.group ?? []).map((member) => `${member.reference} ${member.householdId}`).sort();
      const written = members.map((member) => `${member.reference} ${householdIdOf(member)}`).sort();
      ensure(named.join() === written.join(), () => `${what()} names ${named}, but ${written} were written`);
      const moved = members.reduce((sum, member) => addAmounts(sum, member.lines), noAmounts);
      ensure(sameAmounts(entry.lines, negateAmounts(moved)), () => `${what()} does not sum its group`);
      const paid = members.reduce((sum, member) => sum + (member.money ?? 0n), 0n);
      ensure((entry.money ?? 0n) === -paid, () => `${what()} does not sum its group's money`);
    }
    ensure(
      (entry.moneyBalance ?? 0n) === (last?.moneyBalance ?? 0n) + (entry.money ?? 0n),
      () => `${what()}: money balance`,
    );
    if (entry.payer) {
      ensure(payerBalance(entry.payer) === entry.moneyBalance, () => `${what()}: tally and balance differ`);
    }
    if (entry.stock) {
      const { lines, variance = noAmounts } = entry;
      ensure(
        sameAmounts(entry.balance, addAmounts(last?.balance ?? new Map(), lines, variance)),
        () => `${what()}: balance`,
      );
      this.#assessShelves(entry, members, what);
      ensure(
        sameAmounts(entry.balance, onHandAmounts(entry.stock)),
        () => `${what()}: tally and balance differ`,
      );
      for (const commodity of entry.stock.stock.keys()) {
        for (const name of stockTotalNames) {
          const now = stockTotalsOf(entry.stock, commodity)[name];
          const then = last?.stock ? stockTotalsOf(last.stock, commodity)[name] : 0n;
          const mayFall = name === 'handedOver' || name === 'variance' || takesBack(entry);
          ensure(mayFall || now >= then, () => `${what()}: ${name} fell`);
        }
      }
    }
  }

  /** What lies on the shelves, and the variance of all counts, is what the documents say by their times. */
  #assessShelves(entry: Entry, members: readonly Entry[], what: () => string): void {
    this.#shelves.add(entry, members);
    for (const [commodity, { held, variance }] of this.#shelves.of(entry.account)) {
      const onHand = amountOf(entry.balance, commodity);
      const booked = entry.stock ? stockTotalsOf(entry.stock, commodity).variance : 0n;
      ensure(
        onHand === held.at(-1) && booked === variance,
        () =>
          `${what()}: ${onHand} ${commodity} on hand and a variance of ${booked}, but by their times the documents leave ${held.at(-1)} and ${variance}`,
      );
      ensure(
        held.every((holds) => holds >= 0n),
        () => `${what()}: between counts ${held.join(', ')} ${commodity}`,
      );
    }
  }

  /** An id that was ever used is no other event's. */
  #observeEventIds({ account, seq, events = [] }: Entry): void {
    for (const { key, digest } of events) {
      const claimed =
        this.#claimedIds.get(key) ?? this.#pending.get(eventIdempotencyKey(key)) ?? this.#ownAnswers(key)[0];
      ensure(
        (claimed ?? digest) === digest,
        () => `${account}@${seq} books ${key}, whose id another content has`,
      );
      this.#claimedIds.set(key, digest);
    }
  }

  /** The contents of an id that it was told of as more than a conflict. */
  #ownAnswers(key: string): readonly string[] {
    const contents = this.#answers.get(eventIdempotencyKey(key)) ?? new Map<string, Answer>();
    return [...contents.values()]
      .filter(({ rejected }) => rejected !== 'conflicting-duplicate')
      .map(({ digest }) => digest);
  }

  /** Conservation between a book and all households it gave to. */
  #assessBook(account: string): void {
    const tail = this.#entries.get(account)?.at(-1);
    const given = this.#given.get(account) ?? new GivenFrom();
    if (tail?.stock) {
      const { stock } = tail;
      const booked = new Map([...stock.stock].map(([name, totals]) => [name, totals.handedOver]));
      ensure(
        sameAmounts(booked, given.handedOver),
        () => `${account} handed over ${show(booked)}, but its households hold ${show(given.handedOver)}`,
      );
      const served = given.householdsServed;
      ensure(
        stock.householdsServed === served,
        () => `${account} serves ${stock.householdsServed}, but ${served} households hold something from it`,
      );
      ensure(
        stock.receipts === given.documents,
        () => `${account} counts ${stock.receipts} receipts, but households have ${given.documents}`,
      );
    }
    if (tail?.payer) {
      const { payer } = tail;
      ensure(
        payer.paid === given.paid,
        () => `${account} paid ${payer.paid}, but its households hold ${given.paid}`,
      );
      ensure(
        payer.paymentsMade === given.documents,
        () => `${account} counts ${payer.paymentsMade} payments, but households have ${given.documents}`,
      );
    }
  }

  /** Of all books of an order: what came in from outside went somewhere, and no more arrives than has left. */
  #assessConservation(orderId: string): void {
    for (const [commodity, flows] of this.#flowsOf(orderId).commodities) {
      const { received, transferredIn, handedOver, lost, onHand, inTransit, transferredOut, variance } =
        flows;
      ensure(
        received + transferredIn === handedOver + lost + onHand + inTransit + transferredOut - variance,
        () =>
          `${orderId}: of ${received} ${commodity} and ${transferredIn} put under it, ${transferredOut} were put under another, ${handedOver} were handed over, ${lost} lost, ${onHand} on hand, ${inTransit} in transit, ${variance} variance`,
      );
      ensure(inTransit >= 0n, () => `${orderId}: ${inTransit} ${commodity} in transit`);
    }
  }

  #order(orderId: string): Order | undefined {
    return foldOrder(orderId, this.#orders.get(orderId) ?? [], new Map());
  }

  #covered(entry: Entry) {
    const order = this.#order(entry.orderId);
    const history = this.#historyOf(entry);
    const what = `${entry.account}@${entry.seq} (${entry.type} ${entry.reference})`;
    if (order === undefined || history === undefined)
      throw new Violation(`${what} has no order or no household`);
    const composition = coveredComposition(order, history);
    // What the registry said when the row was decided may have changed just before it is written: no condition of a
    // handover or payment is on its household, for that would cost as much as the row itself.
    const householdId = householdIdOf(entry);
    const mayBeStale = (this.#householdsChanged.get(householdId) ?? 0) > this.#readFrom;
    const isWithdrawn = history.at(-1)?.withdrawn !== undefined;
    const refused =
      notOpen(order, entry.occurredAt) ??
      (isWithdrawn && !mayBeStale ? 'came after the household was withdrawn' : undefined);
    return { order, composition, what, refused, mayBeStale };
  }

  #historyOf(entry: Entry): readonly Composition[] | undefined {
    const item = this.#database.item('households', householdIdOf(entry));
    return item && readHousehold(unmarshall(item) as JsonObject).history;
  }

  #assessHandover(entry: Entry, book: Entry): void {
    const { order, composition, what, refused, mayBeStale } = this.#covered(entry);
    const isElsewhere = book.account !== `centre:${composition?.centreId}/${entry.orderId}`;
    const listed = this.#overIssues.get(entry.reference) ?? noAmounts;
    if (entry.overIssue !== undefined) {
      const isForgiven = refused !== undefined || composition === undefined || isElsewhere;
      const beyond = isForgiven ? entry.lines : this.#beyond(entry, book, order, composition);
      ensure(
        sameAmounts(listed, beyond) || (mayBeStale && sameAmounts(listed, entry.lines)),
        () => `${what}: ${show(beyond)} went beyond, but ${show(listed)} is listed`,
      );
      return;
    }
    ensure(isNothing(listed), () => `${what}: ${show(listed)} is listed as over-issued`);
    ensure(refused === undefined, () => `${what} ${refused}`);
    if (composition === undefined) throw new Violation(`${what} is not covered`);
    ensure(!isElsewhere, () => `${what}: wrong centre`);
    const plan = this.#planOf(order, composition.centreId);
    ensure(plan !== undefined, () => `${what}: its centre has no plan, so nothing was planned for it`);
    const counted = plan?.some(
      ({ priority, persons, adults }) =>
        priority === composition.priority &&
        adults === composition.adults &&
        persons === composition.adults + composition.children,
    );
    ensure(counted === true, () => `${what}: the plan did not count this household`);
    const entitled = entitlementOf(order, composition);
    const released = book.stock ? releasedAmounts(order, plan ?? [], book.stock, composition) : new Map();
    for (const [commodity, quantity] of entry.lines) {
      if (quantity === 0n) continue;
      const holds = amountOf(entry.balance, commodity);
      ensure(
        holds <= amountOf(entitled, commodity),
        () => `${what}: ${holds} ${commodity}, above entitlement`,
      );
      ensure(holds <= amountOf(released, commodity), () => `${what}: ${holds} ${commodity}, above release`);
    }
  }

  #planOf({ orderId, revision }: Order, centreId: string): Plan | undefined {
    const { subject, item } = planKey(orderId, revision, centreId);
    const planned = this.#database.item('stock', subject, item);
    return planned && readPlan(recordOf(planned));
  }

  /** What of an over-issue goes beyond what the household might draw. */
  #beyond({ lines, balance }: Entry, book: Entry, order: Order, composition: Composition): Amounts {
    const plan = this.#planOf(order, composition.centreId) ?? [];
    const released = book.stock ? releasedAmounts(order, plan, book.stock, composition) : noAmounts;
    return new Map(
      [...lines].map(([commodity, quantity]) => {
        const more = amountOf(balance, commodity) - amountOf(released, commodity);
        return [commodity, more <= 0n ? 0n : more < quantity ? more : quantity];
      }),
    );
  }

  #assessPayment(entry: Entry, book: Entry): void {
    const { order, composition, what, refused } = this.#covered(entry);
    ensure(refused === undefined, () => `${what} ${refused}`);
    if (composition === undefined) throw new Violation(`${what} is not covered`);
    const holds = entry.moneyBalance ?? 0n;
    ensure(holds <= stipendDue(order, composition), () => `${what}: holds ${holds}, above what is due`);
    if (order.terms.stipend?.funding === 'float') {
      ensure((book.moneyBalance ?? 0n) >= 0n, () => `${what}: the float is at ${book.moneyBalance}`);
    }
  }

  #answer(scope: string, digest: string): Answer {
    const contents = this.#answers.get(scope) ?? new Map<string, Answer>();
    const answer = contents.get(digest) ?? {
      digest,
      type: undefined,
      posted: false,
      rejected: undefined,
      held: false,
      exceptionIds: new Set<string>(),
    };
    contents.set(digest, answer);
    this.#answers.set(scope, contents);
    return answer;
  }

  /** All queues are empty: everything that was sent has one answer, and the lists say so. */
  assessSettled(): void {
    const holdsOf = new Map<string, number>();
    for (const { exceptionId } of this.#holds.values())
      holdsOf.set(exceptionId, (holdsOf.get(exceptionId) ?? 0) + 1);
    for (const [scope, contents] of this.#answers) {
      const pending = this.#pending.get(scope);
      const claims = pending === undefined ? [] : [`${pending} is or was pending`];
      for (const answer of contents.values()) {
        const { digest, posted, rejected, held, exceptionIds } = answer;
        const [exceptionId = ''] = exceptionIds;
        const holds = holdsOf.get(exceptionId) ?? 0;
        const what = (): string => `${scope} of content ${digest}`;
        // A whole event that was held and posted after all has no further record of its own.
        const document = /^(receipt|payment)\//.test(scope);
        ensure(
          holds === 0 || (held && !posted && rejected === undefined),
          () => `${what()} has its outcome and is still held`,
        );
        ensure(holds <= 1, () => `${what()} is held ${holds} times`);
        ensure(
          !document || posted || rejected !== undefined || holds === 1,
          () => `${what()} is held, but under no dependency`,
        );
        const isCorrected = this.#corrected.has(`${scope}\n${digest}`);
        ensure(!isCorrected || (!posted && holds === 0), () => `${what()} was put right, and has an answer`);
        if (digest === pending || isCorrected) continue;
        if (posted || holds === 1) claims.push(`${digest} is ${posted ? 'posted' : 'held'}`);
        else if (rejected !== undefined && !['conflicting-duplicate', 'invalid-message'].includes(rejected))
          claims.push(`${digest} is rejected for ${rejected}`);
      }
      ensure(
        claims.length <= 1,
        () => `${scope}: two contents of one id had an answer of their own: ${claims.join('; ')}`,
      );
    }
    this.#assessListings(holdsOf);
    for (const orderId of this.#orders.keys()) this.#assessCounted(orderId);
    for (const orderId of this.#orders.keys()) this.#assessTransit(orderId);
    this.#assessTallies();
    this.#assessRedacted();
    this.#assessVoids();
    for (const sending of this.#sendings) this.#assessAnswered(sending, holdsOf);
  }

  /** Every tally is what there is of what it counts. */
  #assessTallies(): void {
    const audit = new TallyAudit(defaultZone);
    for (const item of this.#database.table('ledgers')) audit.take(readItem(item));
    const [drift] = audit.drifts();
    ensure(
      drift === undefined,
      () => `${drift?.tally} says that ${drift?.found} are ${drift?.cell}, and there are ${drift?.counted}`,
    );
  }

  /** The name of a household that was erased stands nowhere: not where it is registered, and not in what was kept. */
  #assessRedacted(): void {
    const erased = this.#database.table('households').filter(({ erasedAt }) => erasedAt !== undefined);
    if (erased.length === 0) return;
    const originals = this.#database.table('ledgers').flatMap((item) => {
      const { original } = recordOf(item);
      return typeof original === 'string' ? [original] : [];
    });
    for (const { householdId, name } of erased) {
      const what = `family ${householdId?.S}`;
      const stands = name !== undefined || originals.some((original) => original.includes(`"${what}"`));
      ensure(!stands, () => `${what} was erased, and is not redacted`);
    }
    const ids = new Set(erased.map(({ householdId }) => householdId?.S));
    for (const { householdId, name } of directoryRows(this.#database))
      ensure(
        name === undefined || !ids.has(householdId),
        () => `${householdId} was erased, and a directory has its name`,
      );
  }

  #assessVoids(): void {
    const entries = [...this.#entries.values()].flat();
    for (const [event, by] of this.#voids) {
      const left = leftOver(event, by, entries);
      ensure(left === undefined, () => `${event} was taken back by ${by}, but ${left}`);
    }
    const left = new Map<string, bigint>();
    for (const flows of this.#flows.values()) {
      for (const [commodity, { transferredIn, transferredOut }] of flows.commodities)
        left.set(commodity, (left.get(commodity) ?? 0n) + transferredOut - transferredIn);
    }
    ensure(isNothing(left), () => `${show(left)} left an order and came under no other`);
    for (const { exceptionId, dependsOn } of this.#holds.values()) {
      const event = this.#eventOfException.get(exceptionId) ?? '';
      ensure(!this.#voids.has(event), () => `${exceptionId} of ${event} is held, which was taken back`);
      const voided = dependsOn.startsWith('event:') ? dependsOn.slice('event:'.length) : undefined;
      const isKnown = voided !== undefined && this.#answers.has(eventIdempotencyKey(voided));
      ensure(!isKnown, () => `${exceptionId} takes back ${voided}, which is known, and is held`);
    }
  }

  /** What the books take for onward, and for on its way, is what the waybills say. */
  #assessTransit(orderId: string): void {
    // A waybill that was taken back may have gone out again under another order.
    const under = [...this.#entries].filter(
      ([, entries]) => (standingEntries(entries)[0] ?? entries[0])?.orderId === orderId,
    );
    const shipments = under
      .filter(([account]) => account.startsWith('shipment:'))
      .map(([, entries]) => foldShipment(entries));
    const told = addAmounts(...shipments.map(onward));
    const booked = addAmounts(
      ...under.map(([, entries]) => {
        const stock = entries.at(-1)?.stock?.stock ?? new Map<string, StockTotals>();
        return new Map([...stock].map(([commodity, totals]) => [commodity, totals.onward]));
      }),
    );
    ensure(
      sameAmounts(told, booked),
      () => `${orderId}: the books know ${show(booked)} onward, the waybills ${show(told)}`,
    );
    const onItsWay = addAmounts(
      ...under
        .filter(([account]) => account.startsWith('inbound:'))
        .map(([, entries]) => entries.at(-1)?.balance ?? noAmounts),
    );
    const inWaybills = addAmounts(
      ...shipments.filter(({ to }) => to !== undefined).map((shipment) => inTransit(shipment)),
    );
    ensure(
      sameAmounts(onItsWay, inWaybills),
      () => `${orderId}: ${show(onItsWay)} on its way, but the waybills say ${show(inWaybills)}`,
    );
  }

  /** Each revision counts whom it entitles; what was registered too late for it, and would have changed that, is listed. */
  #assessCounted(orderId: string): void {
    const households = registeredHouseholds(this.#database);
    const versions = this.#orders.get(orderId) ?? [];
    const expected = new Set<string>();
    const allowed = new Set<string>();
    for (const [index, { kind, at, revision, terms }] of versions.entries()) {
      const order = foldOrder(orderId, versions.slice(0, index + 1), new Map());
      if (kind === 'cancelled' || order === undefined) continue;
      const compositions = households.flatMap(({ history }) => coveredComposition(order, history) ?? []);
      for (const centreId of new Set(compositions.map((composition) => composition.centreId))) {
        const { subject, item } = planKey(orderId, revision, centreId);
        const planned = this.#database.item('stock', subject, item);
        const plan = planned === undefined ? [] : readPlan(recordOf(planned));
        const counted = countPlan(compositions.filter((composition) => composition.centreId === centreId));
        ensure(
          JSON.stringify(plan) === JSON.stringify(counted),
          () => `${orderId}/${revision} does not count at ${centreId} whom it entitles`,
        );
      }
      const next = versions[index + 1]?.at;
      for (const { householdId, history } of households) {
        if (coveredComposition(order, history) === undefined) continue;
        for (const [key, late] of history.entries()) {
          const before = compositionInForce(history.slice(0, key), terms.referenceDate);
          const after = compositionInForce(history.slice(0, key + 1), terms.referenceDate);
          if (late.recordedAt <= at || after !== late || before === undefined) continue;
          const { centreId, adults, children, priority } = before;
          if (isDeepStrictEqual({ ...late, centreId, adults, children, priority }, late)) continue;
          allowed.add(`${householdId} at ${late.recordedAt}`);
          if (next === undefined || late.recordedAt <= next)
            expected.add(`${householdId} at ${late.recordedAt}`);
        }
      }
    }
    const listed = this.#database
      .table('ledgers')
      .filter((item) => item['subject']?.S === anomaliesSubject(orderId))
      .map((item) => recordOf(item) as unknown as Anomaly & { readonly recordedAt: string })
      .filter(({ kind }) => kind === 'backdated-registration')
      .map(({ references: [householdId], recordedAt }) => `${householdId} at ${recordedAt}`);
    for (const one of expected)
      ensure(listed.includes(one), () => `${orderId}: ${one} came too late to be counted, and is not listed`);
    for (const one of listed)
      ensure(allowed.has(one), () => `${orderId}: ${one} is listed as too late, and is counted`);
    ensure(new Set(listed).size === listed.length, () => `${orderId}: a late registration is listed twice`);
  }

  /** What the query API answers is what the entries add up to. */
  async assessAnswers(tables: Tables): Promise<void> {
    const books = {
      database: this.#database,
      entries: this.#entries,
      orders: this.#orders,
      flows: this.#flows,
      held: this.#holds.size,
    };
    await new Answers(books).assess(tables);
  }

  /** The index lists what is held, and what was rejected, each once. */
  #assessListings(holdsOf: ReadonlyMap<string, number>): void {
    const held = new Set<string>();
    const rejectedListed = new Set<string>();
    for (const item of this.#database.table('ledgers')) {
      const listing = item['listing']?.S;
      if (listing === undefined) continue;
      const { exceptionId } = readListedAt(item['listedAt']?.S ?? '');
      (listing.startsWith('held') ? held : rejectedListed).add(exceptionId);
    }
    const rejected = [...this.#answers.values()]
      .flatMap((contents) => [...contents.values()])
      .filter((answer) => answer.rejected !== undefined)
      .flatMap(({ exceptionIds }) => [...exceptionIds]);
    ensure(
      [...held].sort().join() === [...holdsOf.keys()].sort().join(),
      () => `the held list is ${[...held].sort()}, but ${[...holdsOf.keys()].sort()} are held`,
    );
    ensure(
      [...rejectedListed].sort().join() === rejected.sort().join(),
      () => 'the rejected list is not what was rejected',
    );
  }

  #assessAnswered({ body, title, messageGroup }: Sending, holdsOf: ReadonlyMap<string, number>): void {
    const reading = this.read(body);
    if (!reading.ok) throw new Error(`the history holds a message that cannot be read: ${body}`);
    const { header, event } = reading;
    const whole = this.#answers.get(eventIdempotencyKey(eventKey(header)))?.get(header.digest);
    const isMisplaced = messageGroup.startsWith('?') && whole?.rejected === 'wrong-queue';
    ensure(!isMisplaced, () => `${title} came early, and its sender is told that the queue was wrong`);
    if (whole?.rejected !== undefined) return;
    const batch = batchOfEvent(header, event);
    if (batch === undefined) {
      const answered = whole !== undefined || this.#isBooked(header.digest);
      ensure(answered, () => `no answer to ${title}`);
      return;
    }
    for (const row of batch.rows) {
      const scope = rowIdempotencyKey(batch, row);
      const answer = this.#answers.get(scope)?.get(row.digest);
      const kept = row.content.kind === 'missed' ? missedRowKey(batch, row, row.content.missed) : undefined;
      if (kept !== undefined && this.#missed.has(`${kept.subject}\n${kept.item}`)) continue;
      const answered =
        answer !== undefined &&
        (answer.posted ||
          answer.rejected !== undefined ||
          [...answer.exceptionIds].some((exceptionId) => holdsOf.has(exceptionId)));
      ensure(answered, () => `no answer to row ${row.index} (${row.reference}) of ${title}`);
    }
  }

  /** What became of each row of a sheet, in order: `posted`, `held`, `missed`, or the reason for which it was refused. */
  outcomesOf({ body }: Sending): readonly string[] {
    const reading = this.read(body);
    const batch = reading.ok ? batchOfEvent(reading.header, reading.event) : undefined;
    if (!reading.ok || batch === undefined) return [];
    const { header } = reading;
    const whole = this.#answers.get(eventIdempotencyKey(eventKey(header)))?.get(header.digest)?.rejected;
    return batch.rows.map((row) => {
      const { content } = row;
      const kept = content.kind === 'missed' ? missedRowKey(batch, row, content.missed) : undefined;
      if (kept !== undefined && this.#missed.has(`${kept.subject}\n${kept.item}`)) return 'missed';
      const answer = this.#answers.get(rowIdempotencyKey(batch, row))?.get(row.digest);
      if (answer?.posted === true) return 'posted';
      return whole ?? answer?.rejected ?? (answer?.held === true ? 'held' : 'unanswered');
    });
  }

  /** Another event brought the same document. */
  #isBooked(digest: string): boolean {
    const booked = [...this.#entries.values()].some((entries) =>
      entries.some((entry) => entry.digest === digest),
    );
    return (
      booked ||
      [...this.#orders.values()].some((versions) => versions.some((version) => version.digest === digest))
    );
  }

  /** Of what was held before everything was retried: what it depends on had not come. */
  assessOverdue(before: readonly Hold[]): void {
    const still = new Set([...this.#holds.values()].map(({ exceptionId }) => exceptionId));
    for (const { exceptionId, dependsOn } of before) {
      if (still.has(exceptionId)) continue;
      const answer = [...this.#answers.values()]
        .flatMap((contents) => [...contents.values()])
        .find(({ exceptionIds }) => exceptionIds.has(exceptionId));
      // What others made invalid meanwhile may stay held: what it depends on has not come.
      const outcome = answer?.rejected ?? 'posted';
      // Goods that were to be put under another order wait under their own, and hear nothing of the other's end.
      const isOfOther = answer?.type === 'relief.stock.transferred.v1' && outcome.startsWith('order-');
      const told = answer?.rejected === undefined || (!isOfOther && this.#hasCome(dependsOn, outcome));
      ensure(!told, () => `${exceptionId} was held for ${dependsOn}, though on another try it is ${outcome}`);
    }
  }

  #hasCome(dependsOn: string, outcome: string): boolean {
    if (outcome.startsWith('order-')) return true;
    const [kind = '', name = ''] = dependsOn.split(/:(.*)/);
    switch (kind) {
      case 'order':
        return this.#orders.has(name);
      case 'household':
        return this.#database.item('households', name)?.['version'] !== undefined;
      case 'location':
        return this.#database.item('stock', 'locations', `${name}/000000001`) !== undefined;
      default:
        return false;
    }
  }

  /** Every book and household account at the end, in one text: what stands in it, for what was taken back may never have been booked. */
  books(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#entries]
        .flatMap(([account, entries]): [string, string][] => {
          const { balance = noAmounts, moneyBalance = 0n } = entries.at(-1) ?? {};
          const references = entries
            .filter(({ type, event }) => type !== 'void' && !this.#voids.has(event))
            .flatMap((entry) => entry.group?.map((member) => member.reference) ?? entry.reference);
          if (references.length === 0 && isNothing(balance) && moneyBalance === 0n) return [];
          return [[account, `${show(balance)}; ${moneyBalance}; ${references.sort().join(' ')}`]];
        })
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }
}

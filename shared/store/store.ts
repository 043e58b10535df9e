/** The store: every noun of the books with its reads, and the one way to write. */
import type { JsonObject } from '../domain/canonical.ts';
import { defaultZone } from '../domain/zoned-date.ts';
import type { RefusedRow } from '../ledger/event-records.ts';
import type { Hold } from '../ledger/exception-keys.ts';
import type { StoredException } from '../ledger/exceptions.ts';
import type { IdClaim } from '../ledger/id-claims.ts';
import type { ItemKey } from '../ledger/keys.ts';
import type { NumberClaim } from '../ledger/number-claims.ts';
import type { Write } from '../ledger/writes.ts';
import type { Batch } from '../posting/batch.ts';
import type { BatchState } from '../posting/batch-state.ts';
import type { Commit, TakenBack } from '../posting/ports.ts';
import { Anomalies } from './anomalies.ts';
import { AssuranceTallies } from './assurance-tallies.ts';
import { Audits } from './audits.ts';
import { BatchLoader } from './batch-loader.ts';
import { Books } from './books.ts';
import { Chains } from './chains.ts';
import { Complaints } from './complaints.ts';
import { countedWrites } from './counting.ts';
import { Coverages } from './coverages.ts';
import { Directories } from './directories.ts';
import { ExceptionLists } from './exception-lists.ts';
import { Exceptions, type HoldingGroup } from './exceptions.ts';
import { Fences } from './fences.ts';
import { Findings } from './findings.ts';
import { Households } from './households.ts';
import { Locations } from './locations.ts';
import { MissedHouseholds } from './missed.ts';
import { Orders } from './orders.ts';
import { Plans } from './plans.ts';
import { Proxies } from './proxies.ts';
import { Publications } from './publications.ts';
import { Registries } from './registries.ts';
import { Rosters } from './rosters.ts';
import { Seals } from './seals.ts';
import { Shipments } from './shipments.ts';
import { Sources } from './sources.ts';
import { Statements } from './statements.ts';
import { keyText, type Tables } from './tables.ts';
import { Tallies } from './tallies.ts';
import { transact } from './transact.ts';

/**
 * Reads stand with their nouns, by access pattern: see docs/access-patterns.md for key and cost of each. The methods are
 * what posting needs of a store, by the names of its ports.
 */
export class Store {
  readonly orders: Orders;
  readonly locations: Locations;
  readonly households: Households;
  readonly chains: Chains;
  readonly books: Books;
  readonly coverages: Coverages;
  readonly fences: Fences;
  readonly plans: Plans;
  readonly registries: Registries;
  readonly rosters: Rosters;
  readonly shipments: Shipments;
  readonly proxies: Proxies;
  readonly missed: MissedHouseholds;
  readonly exceptions: Exceptions;
  readonly exceptionLists: ExceptionLists;
  readonly anomalies: Anomalies;
  readonly findings: Findings;
  readonly statements: Statements;
  readonly complaints: Complaints;
  readonly assuranceTallies: AssuranceTallies;
  readonly publications: Publications;
  readonly audits: Audits;
  readonly tallies: Tallies;
  readonly seals: Seals;
  readonly batches: BatchLoader;
  readonly directories: Directories;
  readonly sources: Sources;
  readonly zone: string;
  readonly #tables: Tables;

  /** `zone`: whose calendar the days of the books are of, as IANA names it. */
  constructor(tables: Tables, zone: string = defaultZone) {
    this.#tables = tables;
    this.zone = zone;
    this.orders = new Orders(tables, zone);
    this.locations = new Locations(tables);
    this.households = new Households(tables);
    this.chains = new Chains(tables);
    this.books = new Books(tables, this.chains, zone);
    this.coverages = new Coverages(tables);
    this.fences = new Fences(tables);
    this.plans = new Plans(tables, this.orders);
    this.registries = new Registries(tables);
    this.rosters = new Rosters(this.registries);
    this.shipments = new Shipments(tables, this.chains);
    this.proxies = new Proxies(tables);
    this.missed = new MissedHouseholds(tables);
    this.exceptions = new Exceptions(tables);
    this.exceptionLists = new ExceptionLists(tables);
    this.anomalies = new Anomalies(tables);
    this.audits = new Audits(tables, this.chains);
    this.findings = new Findings(tables, this);
    this.statements = new Statements(tables);
    this.complaints = new Complaints(tables);
    this.assuranceTallies = new AssuranceTallies(tables);
    this.publications = new Publications(tables);
    this.tallies = new Tallies(tables);
    this.seals = new Seals(tables);
    this.batches = new BatchLoader(tables, this);
    this.directories = new Directories(tables, this.registries, this.households);
    this.sources = new Sources(tables, (writes) => this.commit(writes));
  }

  /**
   * Writes all or nothing, with the tallies of the exceptions that it lists; `conflict` when another was first.
   *
   * Guarantees: what is appended to a book that is known is known of it, and not read back for the next group.
   */
  async commit(writes: readonly Write[]): Promise<Commit> {
    const counted = await countedWrites(writes, this);
    const commit = counted === 'conflict' ? counted : await transact(this.#tables, counted);
    if (commit === 'committed') this.books.take(writes);
    return commit;
  }

  /** Commits writes of which there may be none. */
  async commitAny(writes: readonly Write[]): Promise<Commit> {
    return writes.length === 0 ? 'committed' : this.commit(writes);
  }

  /** The record at one place, where the place itself is the question. */
  async record(key: ItemKey): Promise<JsonObject | undefined> {
    return (await this.#tables.get(key))?.record;
  }

  /** The records at places of one table, in their order. */
  async records(
    table: ItemKey['table'],
    keys: readonly ItemKey[],
  ): Promise<readonly (JsonObject | undefined)[]> {
    const found = await this.#tables.getAll(table, keys);
    return keys.map((key) => found.get(keyText(key))?.record);
  }

  loadBatch(batch: Batch, hasConflicted: boolean): Promise<BatchState> {
    return this.batches.load(batch, hasConflicted);
  }

  claims(exceptionIds: readonly string[]): Promise<ReadonlyMap<string, IdClaim | undefined>> {
    return this.exceptions.claims(exceptionIds);
  }

  numberClaims(number: string): Promise<readonly NumberClaim[]> {
    return this.exceptions.numberClaims(number);
  }

  takenBack(event: string): Promise<TakenBack> {
    return this.exceptions.takenBack(event);
  }

  stillHeld(holds: readonly Hold[]): Promise<ReadonlySet<string>> {
    return this.exceptions.stillHeld(holds);
  }

  exception(exceptionId: string): Promise<StoredException | undefined> {
    return this.exceptions.get(exceptionId);
  }

  exceptionNow(exceptionId: string): Promise<StoredException | undefined> {
    return this.exceptions.now(exceptionId);
  }

  refusedRows(event: string): Promise<readonly RefusedRow[]> {
    return this.exceptions.refusedRows(event);
  }

  holdingGroups(dependsOn: string): Promise<readonly HoldingGroup[]> {
    return this.exceptions.holdingGroups(dependsOn);
  }

  isHeld(dependsOn: string, by: HoldingGroup): Promise<boolean> {
    return this.exceptions.isHeld(dependsOn, by);
  }

  holds(dependsOn: string, by: HoldingGroup, limit: number, after?: string): ReturnType<Exceptions['holds']> {
    return this.exceptions.holds(dependsOn, by, limit, after);
  }
}

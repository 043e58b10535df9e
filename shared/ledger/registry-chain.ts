/**
 * A centre's registry chain: every composition that concerns the centre, in the order it was recorded,
 * and a mark for every order that counted them.
 *
 * Every composition of a household that moved, those of before it came too, stands in the chain of each centre
 * it was ever registered at, so each chain alone tells whom its centre serves on any day. A mark fixes that all links after it are
 * recorded later than the order was accepted.
 */
import type { JsonValue } from '../domain/canonical.ts';
import type { Instant, OrderTerms } from '../domain/events.ts';
import { type Composition, compositionInForce } from '../domain/household.ts';
import { countPlan, type Plan, type PlanClass } from '../domain/plan.ts';
import type { JsonObject, Link, LinkRecord } from './chain.ts';

export interface RegistryRow extends Omit<Composition, 'recordedAt'> {
  readonly householdId: string;
}

export interface RegistryLink extends Link {
  readonly event: string;
  /** Empty on the mark of an order. */
  readonly rows: readonly RegistryRow[];
}

export const registryBody = (event: string, rows: readonly RegistryRow[]): JsonObject => ({
  event,
  rows: rows.map((row) => [
    row.householdId,
    row.effectiveFrom,
    row.centreId,
    row.adults,
    row.children,
    row.priority,
  ]),
});

export function readRegistryLink(record: LinkRecord): RegistryLink {
  const { account, seq, at, previousHash, hash } = record;
  const { event, rows } = record as unknown as {
    readonly event: string;
    readonly rows: readonly (readonly [string, string, string, number, number, number])[];
  };
  return {
    account,
    seq,
    at,
    previousHash,
    hash,
    event,
    rows: rows.map(([householdId, effectiveFrom, centreId, adults, children, priority]) => ({
      householdId,
      effectiveFrom,
      centreId,
      adults,
      children,
      priority,
    })),
  };
}

/** Counts whom a centre serves under an order accepted at `acceptedAt`, from its whole registry chain. */
export function countRegistry(
  centreId: string,
  links: readonly RegistryLink[],
  terms: Pick<OrderTerms, 'referenceDate'>,
  acceptedAt: Instant,
): Plan {
  return countPlan(registeredAt(centreId, links, terms.referenceDate, acceptedAt).values());
}

/** The compositions that a centre serves on `date`, by household. */
export function registeredAt(
  centreId: string,
  links: readonly RegistryLink[],
  date: string,
  recordedBy: Instant,
): ReadonlyMap<string, Composition> {
  const histories = new Map<string, Composition[]>();
  for (const { at, rows } of links) {
    for (const { householdId, ...row } of rows) {
      const history = histories.get(householdId) ?? [];
      history.push({ ...row, recordedAt: at });
      histories.set(householdId, history);
    }
  }
  const registered = new Map<string, Composition>();
  for (const [householdId, history] of histories) {
    const composition = compositionInForce(history, date, recordedBy);
    if (composition?.centreId === centreId) registered.set(householdId, composition);
  }
  return registered;
}

/** The plan of an order at a centre as it is stored: classes as rows of numbers. */
export const planRecord = (plan: Plan): JsonValue =>
  plan.map((row) => [row.priority, row.adults, row.persons, row.households]);

export const readPlan = (record: JsonValue): Plan =>
  (record as unknown as readonly (readonly [number, number, number, number])[]).map(
    ([priority, adults, persons, households]): PlanClass => ({ priority, adults, persons, households }),
  );

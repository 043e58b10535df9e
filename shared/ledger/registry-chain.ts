/**
 * A centre's registry chain: every composition that concerns the centre, in the order it was recorded,
 * and a snapshot marker for every order that counted them.
 *
 * Every composition of a household that moved, those of before it came too, stands in the chain of each centre
 * it was ever registered at, so each chain alone tells whom its centre serves on any day. A mark fixes that all links after it are
 * recorded later than the order was accepted.
 */
import type { JsonObject, JsonValue } from '../domain/canonical.ts';
import type { Instant, OrderTerms } from '../domain/events.ts';
import { type Composition, compositionInForce, withdrawalReasons } from '../domain/household.ts';
import { countPlan, type Plan, type PlanClass } from '../domain/plan.ts';
import { type Link, readLink } from './chain.ts';
import { countOf, listOf, nameOf, textOf } from './record-fields.ts';

export interface RegistryRow extends Omit<Composition, 'recordedAt'> {
  readonly householdId: string;
}

export interface RegistryLink extends Link {
  readonly event: string;
  /** Empty on the snapshot marker of an order. */
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
    ...withdrawalRow(row),
  ]),
});

/** What a row holds behind the rest where a household was withdrawn. */
export const withdrawalRow = ({ withdrawn }: Pick<Composition, 'withdrawn'>): readonly string[] =>
  withdrawn === undefined
    ? []
    : [withdrawn.reason, ...(withdrawn.into === undefined ? [] : [withdrawn.into])];

/** Reads what {@link withdrawalRow} wrote. Errors: `DamagedRecordError` naming the field. */
export function readWithdrawal(
  [reason, into]: readonly JsonValue[],
  field: string,
): Pick<Composition, 'withdrawn'> {
  if (reason === undefined) return {};
  return {
    withdrawn: {
      reason: nameOf(reason, withdrawalReasons, field),
      ...(into !== undefined && { into: textOf(into, field) }),
    },
  };
}

/** Reads a link back. Errors: `DamagedRecordError` naming the field. */
export const readRegistryLink = (record: JsonObject): RegistryLink => ({
  ...readLink(record),
  event: textOf(record['event'], 'event'),
  rows: listOf(record['rows'], 'rows').map(readRegistryRow),
});

function readRegistryRow(row: JsonValue): RegistryRow {
  const [householdId, effectiveFrom, centreId, adults, children, priority, ...withdrawal] = listOf(
    row,
    'rows',
  );
  return {
    householdId: textOf(householdId, 'rows'),
    effectiveFrom: textOf(effectiveFrom, 'rows'),
    centreId: textOf(centreId, 'rows'),
    adults: countOf(adults, 'rows'),
    children: countOf(children, 'rows'),
    priority: countOf(priority, 'rows'),
    ...readWithdrawal(withdrawal, 'rows'),
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

/** The withdrawals that nothing was registered after, by household; `before` is what the links before these left. */
export function withdrawalsIn(
  links: readonly RegistryLink[],
  before: ReadonlyMap<string, Composition> = new Map(),
): ReadonlyMap<string, Composition> {
  const withdrawals = new Map(before);
  for (const { at, rows } of links) {
    for (const { householdId, ...row } of rows) {
      if (row.withdrawn === undefined) withdrawals.delete(householdId);
      else withdrawals.set(householdId, { ...row, recordedAt: at });
    }
  }
  return withdrawals;
}

/** The record of an order's plan at a centre: classes as rows of numbers. */
export const planRecord = (plan: Plan): JsonObject => ({
  plan: plan.map((row) => [row.priority, row.adults, row.persons, row.households]),
});

/** Reads a stored plan back. Errors: `DamagedRecordError` naming the field. */
export const readPlan = (record: JsonObject): Plan =>
  listOf(record['plan'], 'plan').map((row): PlanClass => {
    const [priority, adults, persons, households] = listOf(row, 'plan');
    return {
      priority: countOf(priority, 'plan'),
      adults: countOf(adults, 'plan'),
      persons: countOf(persons, 'plan'),
      households: countOf(households, 'plan'),
    };
  });

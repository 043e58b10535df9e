/** The plan of an order at a centre: whom it covers, as a histogram, and what they are owed in all. */
import type { OrderTerms } from './events.ts';
import { type Composition, personsOf } from './household.ts';
import { rationFor } from './order.ts';
import type { Amounts } from './quantity.ts';

/** Households alike in all that an order looks at. */
export interface PlanClass {
  readonly priority: number;
  readonly adults: number;
  readonly persons: number;
  readonly households: number;
}

/** The adults and children of each household of a class. */
export const membersOf = ({
  adults,
  persons,
}: Pick<PlanClass, 'adults' | 'persons'>): Pick<Composition, 'adults' | 'children'> => ({
  adults,
  children: persons - adults,
});

/** Classes are sorted by priority (highest first), persons and adults, so that one plan has one form. */
export type Plan = readonly PlanClass[];

export function countPlan(
  compositions: Iterable<Pick<Composition, 'adults' | 'children' | 'priority'>>,
): Plan {
  const classes = new Map<string, PlanClass>();
  for (const composition of compositions) {
    const { priority, adults } = composition;
    const persons = personsOf(composition);
    const key = `${priority}/${persons}/${adults}`;
    classes.set(key, { priority, adults, persons, households: (classes.get(key)?.households ?? 0) + 1 });
  }
  return [...classes.values()].sort(
    (a, b) => b.priority - a.priority || a.persons - b.persons || a.adults - b.adults,
  );
}

export interface Headcount {
  readonly households: number;
  readonly persons: number;
  readonly adults: number;
}

export function headcount(plan: Plan): Headcount {
  let households = 0;
  let persons = 0;
  let adults = 0;
  for (const row of plan) {
    households += row.households;
    persons += row.households * row.persons;
    adults += row.households * row.adults;
  }
  return { households, persons, adults };
}

/** Base units by commodity that the plan's households are entitled to in all. */
export function plannedAmounts(plan: Plan, terms: Pick<OrderTerms, 'rations'>): Amounts {
  return new Map(
    terms.rations.map((ration) => [
      ration.commodity,
      plan.reduce((sum, row) => sum + BigInt(row.households) * rationFor(ration, membersOf(row)), 0n),
    ]),
  );
}

/** Minor units of stipend that the plan's households are due in all. */
export const plannedStipend = (plan: Plan, terms: Pick<OrderTerms, 'stipend'>): bigint =>
  (terms.stipend?.perAdultMinor ?? 0n) * BigInt(headcount(plan).adults);

/** What an order or an amendment would come to, counted as its acceptance would count it. Writes nothing. */
import type { OrderPreviewAnswer } from '../../shared/contract/answers/order-preview.ts';
import { memberOf } from '../../shared/contract/json.ts';
import { readData } from '../../shared/contract/read-message.ts';
import { amendedTerms, refuseAmendment } from '../../shared/domain/amendment.ts';
import type { EventOf, Fault, OrderTerms } from '../../shared/domain/events.ts';
import { type Order, refuseByUnit, unitsOfTerms } from '../../shared/domain/order.ts';
import { coverageOf, unitLines } from '../../shared/domain/order-terms.ts';
import type { Refusal } from '../../shared/domain/outcome.ts';
import { headcount, type Plan, plannedAmounts, plannedStipend } from '../../shared/domain/plan.ts';
import { latest } from '../../shared/ledger/chain.ts';
import { countRegistry } from '../../shared/ledger/registry-chain.ts';
import type { Store } from '../../shared/store/store.ts';
import { commodityRow, moneyIn, type Units } from './figures.ts';
import { QueryProblem } from './problem.ts';
import type { QueryContext } from './query-context.ts';

type Issued = EventOf<'relief.order.issued.v1'>;
type Amended = EventOf<'relief.order.amended.v1'>;

/** Registries read side by side: each may hold some 3,000 households. */
const centresAtOnce = 8;

export async function previewOrder(
  body: string,
  context: QueryContext,
): Promise<OrderPreviewAnswer | QueryProblem> {
  const reading = readData(body, (data) =>
    memberOf(data, ['revision']) === undefined ? 'relief.order.issued.v1' : 'relief.order.amended.v1',
  );
  if (!reading.ok) return badOrder(reading.faults);
  const { event } = reading;
  if (event.type === 'relief.order.issued.v1') return previewIssue(event, context);
  if (event.type === 'relief.order.amended.v1') return previewAmendment(event, context);
  throw new TypeError(`${event.type} is no order`);
}

async function previewIssue(
  { orderId, terms }: Issued,
  context: QueryContext,
): Promise<OrderPreviewAnswer | QueryProblem> {
  const { order } = await context.journal.orders.get(orderId);
  if (order !== undefined)
    return badOrder([
      { path: 'orderId', expected: 'the id of an order that is not there yet', found: orderId },
    ]);
  const refusal = refuseByUnit(new Map(), unitLines(terms));
  if (refusal !== undefined) return refusedOrder(refusal);
  const plans = await plansOf(terms, context);
  return plans instanceof QueryProblem ? plans : previewOf(plans, terms, unitsOfTerms(terms));
}

async function previewAmendment(
  event: Amended,
  context: QueryContext,
): Promise<OrderPreviewAnswer | QueryProblem> {
  const { journal } = context;
  const { order } = await journal.orders.get(event.orderId);
  const refusal = refuseAmendment(order, event);
  if (refusal !== undefined || order === undefined) return refusedOrder(refusal);
  const terms = amendedTerms(order, event.changes);
  const [plans, earlier] = await Promise.all([
    plansOf(terms, context),
    journal.plans.ofRevision(order.orderId, order.revision),
  ]);
  if (plans instanceof QueryProblem) return plans;
  const units: Units = new Map([...order.units, ...unitsOfTerms(terms)]);
  const before = earlier.flatMap(({ plan }) => plan);
  return {
    ...previewOf(plans, terms, units),
    changes: changesOf(order, before, terms, wholeOf(plans), units),
  };
}

type Plans = ReadonlyMap<string, Plan>;

const wholeOf = (plans: Plans): Plan => [...plans.values()].flat();

/** The plan of each centre that the terms cover, counted from its registry as it stands. */
async function plansOf(terms: OrderTerms, { journal, now }: QueryContext): Promise<Plans | QueryProblem> {
  const coverage = coverageOf(terms, await journal.locations.all());
  if ('status' in coverage) return refusedOrder(coverage, terms);
  const plans = new Map<string, Plan>();
  for (let start = 0; start < coverage.centreIds.length; start += centresAtOnce) {
    const some = coverage.centreIds.slice(start, start + centresAtOnce);
    const counted = await Promise.all(some.map((centreId) => countCentre(centreId, terms, journal, now)));
    for (const [index, centreId] of some.entries()) plans.set(centreId, counted[index] ?? []);
  }
  return plans;
}

/** An acceptance is no earlier than what was registered last, whatever clock that was recorded by. */
async function countCentre(centreId: string, terms: OrderTerms, journal: Store, now: string): Promise<Plan> {
  const links = await journal.registries.get(centreId);
  return countRegistry(centreId, links, terms, latest(now, links.at(-1)?.at));
}

const previewOf = (plans: Plans, terms: OrderTerms, units: Units): OrderPreviewAnswer => ({
  ...figuresOf(wholeOf(plans), terms, units),
  locations: [...plans].map(([locationId, plan]) => ({ locationId, ...figuresOf(plan, terms, units) })),
});

function figuresOf(plan: Plan, terms: OrderTerms, units: Units): Omit<OrderPreviewAnswer, 'locations'> {
  const { stipend } = terms;
  return {
    ...headcount(plan),
    commodities: [...plannedAmounts(plan, terms)].map(([commodity, planned]) =>
      commodityRow(commodity, units, (quantity) => ({ planned: quantity(planned) })),
    ),
    ...(stipend && {
      stipend: {
        currency: stipend.currency.code,
        due: moneyIn(plannedStipend(plan, terms), stipend.currency.code),
      },
    }),
  };
}

function changesOf(
  { terms: earlier }: Pick<Order, 'terms'>,
  before: Plan,
  terms: OrderTerms,
  after: Plan,
  units: Units,
): NonNullable<OrderPreviewAnswer['changes']> {
  const had = plannedAmounts(before, earlier);
  const has = plannedAmounts(after, terms);
  const goods = [...new Set([...had.keys(), ...has.keys()])].map((commodity) =>
    commodityRow(commodity, units, (quantity) => ({
      before: quantity(had.get(commodity) ?? 0n),
      after: quantity(has.get(commodity) ?? 0n),
    })),
  );
  const currency = (terms.stipend ?? earlier.stipend)?.currency.code;
  if (currency === undefined) return goods;
  const money = (plan: Plan, of: OrderTerms): number => moneyIn(plannedStipend(plan, of), currency);
  return [...goods, { currency, before: money(before, earlier), after: money(after, terms) }];
}

/** What an acceptance would refuse, or hold, where it stands in the body. */
function refusedOrder(refusal: Refusal | undefined, terms?: OrderTerms): QueryProblem {
  const { reason = 'unknown-order', detail = {} } = refusal ?? {};
  switch (reason) {
    case 'unknown-order':
      return badOrder([
        { path: 'orderId', expected: 'the id of an order', found: foundIn(detail['orderId']) },
      ]);
    case 'order-cancelled':
      return badOrder([{ path: 'orderId', expected: 'an order that was not cancelled' }]);
    case 'stale-revision':
    case 'unknown-reference': {
      const next = reason === 'stale-revision' ? Number(detail['current']) + 1 : Number(detail['missing']);
      return badOrder([{ path: 'revision', expected: String(next), found: foundIn(detail['revision']) }]);
    }
    case 'unknown-location': {
      const locationId = foundIn(detail['locationId']);
      const index = terms?.centres === 'all' ? -1 : (terms?.centres.indexOf(locationId) ?? -1);
      return badOrder([
        { path: `area.centres[${index}]`, expected: 'a registered centre', found: locationId },
      ]);
    }
    case 'wrong-unit': {
      const about =
        detail['commodity'] === undefined ? 'the currency' : `of ${detail['commodity']} a unit like`;
      return badOrder([
        { path: '', expected: `${about} ${detail['expected']}`, found: foundIn(detail['found']) },
      ]);
    }
    default: {
      const path = foundIn(detail['path']).replace(/^data\.?/, '');
      return badOrder([{ path, expected: foundIn(detail['expected']) || reason }]);
    }
  }
}

const foundIn = (value: unknown): string => (value === undefined ? '' : String(value));

function badOrder(faults: readonly Fault[]): QueryProblem {
  const [first = { path: '', expected: 'an order' }] = faults;
  const where = first.path === '' ? 'The order' : first.path;
  return new QueryProblem(400, `${where} must be ${first.expected}.`, {
    errors: faults.map(({ path, expected, found }) => ({
      path,
      expected,
      ...(found !== undefined && { found }),
    })),
  });
}

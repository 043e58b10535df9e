/** The distribution report: what was planned, came, and went where, in all and at each location. */
import { cameInGoodOrder, type LocationTally, onHandOf, type PayerTally, stockTotalsOf } from './books.ts';
import type { Coverage } from './coverage.ts';
import type { LocationKind, OrderTerms } from './events.ts';
import type { Order } from './order.ts';
import { type Headcount, headcount, type Plan, plannedAmounts, plannedStipend } from './plan.ts';
import { amountOf } from './quantity.ts';
import { unreleased } from './release.ts';

/** A location as an order sees it: whom it serves, and what its book says. */
export interface Site {
  readonly locationId: string;
  readonly kind: LocationKind;
  /** Empty for a location that serves no households. */
  readonly plan: Plan;
  readonly tally: LocationTally;
  /** What the households that it serves now got, wherever that was. */
  readonly coverage: Coverage;
}

/**
 * A location's figures of one commodity. Units: base units.
 *
 * Laws: received + transferredIn = handedOver + lost + onHand + dispatched + transferredOut - countVariance, and
 * planned = handedOver + receivedElsewhere + outstanding - overIssued.
 */
export interface SiteFigures {
  readonly commodity: string;
  readonly planned: bigint;
  readonly received: bigint;
  readonly transferredIn: bigint;
  readonly transferredOut: bigint;
  readonly dispatched: bigint;
  readonly lost: bigint;
  readonly countVariance: bigint;
  readonly handedOver: bigint;
  readonly onHand: bigint;
  /** The part of it that is released to nobody. */
  readonly unreleased: bigint;
  /** What those it serves got at other locations, less what others got here. */
  readonly receivedElsewhere: bigint;
  /** What households are still owed, each for itself. */
  readonly outstanding: bigint;
  /** What households have beyond what they are owed, each for itself. */
  readonly overIssued: bigint;
}

/**
 * An order's figures of one commodity. Units: base units.
 *
 * Laws: received + transferredIn = handedOver + lost + onHand + inTransit + transferredOut - countVariance, and
 * planned = handedOver + outstanding - overIssued.
 */
export interface OrderFigures extends Omit<SiteFigures, 'dispatched' | 'receivedElsewhere' | 'unreleased'> {
  readonly pledged: bigint;
  readonly inTransit: bigint;
}

export interface SiteReport extends Headcount {
  readonly site: Site;
  readonly householdsServed: number;
  readonly householdsComplete: number;
  readonly commodities: readonly SiteFigures[];
}

/** A payer's part of a stipend. */
export interface PayerAccount {
  readonly payerId: string;
  readonly tally: PayerTally;
  /** What it paid of what households are due. Units: minor units. */
  readonly within: bigint;
}

/** Units: minor units of the order's currency. */
export interface StipendFigures {
  readonly due: bigint;
  readonly paid: bigint;
  /** What households are still due, each for itself. */
  readonly outstanding: bigint;
  readonly overpaid: bigint;
  readonly householdsPaid: number;
}

/** Commodities in the order of the rations, then the pledges, then by name. */
export function orderedCommodities(
  terms: Pick<OrderTerms, 'rations' | 'pledges'>,
  booked: Iterable<string>,
): readonly string[] {
  const named = [...terms.rations, ...terms.pledges].map(({ commodity }) => commodity);
  return [...new Set([...named, ...[...booked].sort()])];
}

/** A location's report: the rations of those it serves, and whatever its book has held. */
export function siteReport(site: Site, terms: OrderTerms): SiteReport {
  const { plan, tally, coverage } = site;
  const planned = plannedAmounts(plan, terms);
  const rations = plan.length === 0 ? [] : terms.rations;
  const booked = new Set([...tally.stock.keys(), ...coverage.got.keys()]);
  const commodities = orderedCommodities({ rations, pledges: [] }, booked);
  return {
    site,
    ...headcount(plan),
    householdsServed: coverage.served,
    householdsComplete: coverage.complete,
    commodities: commodities.map((commodity) =>
      siteFigures(site, terms, commodity, amountOf(planned, commodity)),
    ),
  };
}

function siteFigures(
  { plan, tally, coverage }: Site,
  { release, rations }: OrderTerms,
  commodity: string,
  planned: bigint,
): SiteFigures {
  const totals = stockTotalsOf(tally, commodity);
  const got = amountOf(coverage.got, commodity);
  const met = amountOf(coverage.met, commodity);
  const ration = rations.find((one) => one.commodity === commodity);
  const onHand = onHandOf(totals);
  return {
    commodity,
    planned,
    received: totals.received,
    transferredIn: totals.transferredIn,
    transferredOut: totals.transferredOut,
    dispatched: totals.dispatched,
    lost: totals.lost,
    countVariance: totals.variance,
    handedOver: totals.handedOver,
    onHand,
    unreleased: unreleased(release, ration, plan, { came: cameInGoodOrder(totals), onHand, met }),
    receivedElsewhere: got - totals.handedOver,
    outstanding: planned - met,
    overIssued: got - met,
  };
}

/** The order's figures: the sums over its locations, where what one sent and another took in counts once. */
export function orderFigures(
  { terms }: Pick<Order, 'terms'>,
  sites: readonly Site[],
  reports: readonly SiteReport[],
): readonly OrderFigures[] {
  const booked = new Set(sites.flatMap(({ tally }) => [...tally.stock.keys()]));
  return orderedCommodities(terms, booked).map((commodity) => {
    const figures = reports.flatMap(({ commodities }) =>
      commodities.filter((row) => row.commodity === commodity),
    );
    const sum = (name: Exclude<keyof SiteFigures, 'commodity'>): bigint =>
      figures.reduce((total, row) => total + row[name], 0n);
    const onward = sites.reduce((total, { tally }) => total + stockTotalsOf(tally, commodity).onward, 0n);
    const pledged = terms.pledges.reduce(
      (total, pledge) => total + (pledge.commodity === commodity ? (pledge.quantity ?? 0n) : 0n),
      0n,
    );
    return {
      commodity,
      planned: sum('planned'),
      pledged,
      inTransit: sum('dispatched') - onward,
      received: sum('received') - onward,
      transferredIn: sum('transferredIn'),
      transferredOut: sum('transferredOut'),
      lost: sum('lost'),
      countVariance: sum('countVariance'),
      handedOver: sum('handedOver'),
      onHand: sum('onHand'),
      outstanding: sum('outstanding'),
      overIssued: sum('overIssued'),
    };
  });
}

export function stipendFigures(
  terms: OrderTerms,
  plans: readonly Plan[],
  payers: readonly PayerAccount[],
): StipendFigures {
  const due = plans.reduce((sum, plan) => sum + plannedStipend(plan, terms), 0n);
  const paid = payers.reduce((sum, { tally }) => sum + tally.paid, 0n);
  const within = payers.reduce((sum, payer) => sum + payer.within, 0n);
  return {
    due,
    paid,
    outstanding: due - within,
    overpaid: paid - within,
    householdsPaid: payers.reduce((sum, { tally }) => sum + tally.householdsPaid, 0),
  };
}

import { describe, expect, it } from 'vitest';
import { addToTally, emptyLocationTally, emptyPayerTally } from '../../shared/domain/books.ts';
import { noCoverage } from '../../shared/domain/coverage.ts';
import type { Pledge } from '../../shared/domain/events.ts';
import { countPlan } from '../../shared/domain/plan.ts';
import {
  orderedCommodities,
  orderFigures,
  type Site,
  siteReport,
  stipendFigures,
} from '../../shared/domain/reconciliation.ts';
import { issued, orderOf, termsWith } from '../support/orders.ts';

const grams = (rice: bigint) => new Map([['rice', rice]]);

/**
 * 100 kg came to the hub, 60 went on to the centre, of which 55 have come, 1 of them lost. There 700 g came from another
 * order, and 200 g went to it.
 */
const hub: Site = {
  locationId: 'U-1',
  kind: 'hub',
  plan: [],
  tally: addToTally(
    addToTally(emptyLocationTally, 'received', grams(100_000n)),
    'dispatched',
    grams(60_000n),
  ),
  coverage: noCoverage,
};
const centreColumns = [
  ['received', 55_000n],
  ['onward', 55_000n],
  ['lost', 1_000n],
  ['lostOnArrival', 1_000n],
  ['handedOver', 20_000n],
  ['variance', -500n],
  ['transferredIn', 700n],
  ['transferredOut', 200n],
] as const;
const centre: Site = {
  locationId: 'C-1',
  kind: 'centre',
  plan: countPlan([
    { adults: 2, children: 2, priority: 0 },
    { adults: 1, children: 0, priority: 0 },
  ]),
  tally: centreColumns.reduce(
    (tally, [column, amount]) => addToTally(tally, column, grams(amount)),
    emptyLocationTally,
  ),
  coverage: { served: 1, complete: 0, met: grams(20_000n), got: grams(20_000n) },
};
const pledge = (commodity: string, quantity?: bigint): Pledge => ({
  commodity,
  source: 'mill',
  responsible: 'office',
  ...(quantity !== undefined && { quantity, unit: 'kg' as const }),
});
const terms = termsWith({
  pledges: [pledge('rice', 70_000n), pledge('coal'), pledge('rice', 30_000n), pledge('salt', 5n)],
});

describe('the report of a location', () => {
  it('has its people, what they are owed, and every column of its book', () => {
    const report = siteReport(centre, terms);
    expect(report).toMatchObject({ households: 2, persons: 5, adults: 3, householdsServed: 1 });
    expect(report.commodities).toEqual([
      {
        commodity: 'rice',
        planned: 25_000n,
        received: 55_000n,
        transferredIn: 700n,
        transferredOut: 200n,
        dispatched: 0n,
        lost: 1_000n,
        countVariance: -500n,
        handedOver: 20_000n,
        onHand: 34_000n,
        // Of what is on hand the shares still promise 5,000.
        unreleased: 29_000n,
        receivedElsewhere: 0n,
        outstanding: 5_000n,
        overIssued: 0n,
      },
      {
        commodity: 'oil',
        planned: 2n,
        received: 0n,
        transferredIn: 0n,
        transferredOut: 0n,
        dispatched: 0n,
        lost: 0n,
        countVariance: 0n,
        handedOver: 0n,
        onHand: 0n,
        unreleased: 0n,
        receivedElsewhere: 0n,
        outstanding: 2n,
        overIssued: 0n,
      },
    ]);
  });

  it('lists rations only where households are served, and else what its book has held', () => {
    expect(siteReport(hub, terms).commodities.map(({ commodity }) => commodity)).toEqual(['rice']);
    expect(siteReport({ ...hub, tally: emptyLocationTally }, terms).commodities).toEqual([]);
  });
});

describe('the figures of an order', () => {
  const sites = [hub, centre];
  const figures = () =>
    orderFigures(
      orderOf(issued(terms)),
      sites,
      sites.map((site) => siteReport(site, terms)),
    );

  it('count once what one location sent and another took in', () => {
    expect(figures()[0]).toEqual({
      commodity: 'rice',
      planned: 25_000n,
      pledged: 100_000n,
      inTransit: 5_000n,
      received: 100_000n,
      transferredIn: 700n,
      transferredOut: 200n,
      lost: 1_000n,
      countVariance: -500n,
      handedOver: 20_000n,
      onHand: 74_000n,
      outstanding: 5_000n,
      overIssued: 0n,
    });
  });

  it('list rations, then pledges, with what was pledged of each', () => {
    expect(figures().map(({ commodity, pledged }) => [commodity, pledged])).toEqual([
      ['rice', 100_000n],
      ['oil', 0n],
      ['coal', 0n],
      ['salt', 5n],
    ]);
  });

  it('list what else was booked by name', () => {
    const soap = new Map([['soap', 3n]]);
    const withSoap = { ...hub, tally: addToTally(emptyLocationTally, 'received', soap) };
    const listed = orderFigures(orderOf(issued(terms)), [withSoap], [siteReport(withSoap, terms)]);
    expect(listed.at(-1)).toMatchObject({ commodity: 'soap', received: 3n, onHand: 3n });
    expect(orderedCommodities(terms, ['soap', 'rice', 'candles'])).toEqual([
      'rice',
      'oil',
      'coal',
      'salt',
      'candles',
      'soap',
    ]);
  });
});

describe('the stipend of an order', () => {
  it('is due by plan, paid by the payers together, and outstanding for the rest', () => {
    const payers = [
      { payerId: 'P-1', tally: { ...emptyPayerTally, paid: 800_000n, householdsPaid: 1 }, within: 700_000n },
      { payerId: 'P-2', tally: { ...emptyPayerTally, paid: 500_000n, householdsPaid: 2 }, within: 500_000n },
    ];
    expect(stipendFigures(terms, [centre.plan, centre.plan], payers)).toEqual({
      due: 4_800_000n,
      paid: 1_300_000n,
      outstanding: 3_600_000n,
      overpaid: 100_000n,
      householdsPaid: 3,
    });
  });
});

/** The cost model in words and figures: what a round costs at three scales, a month without one, and by which prices. */
import {
  type Bill,
  billOfNaive,
  billOfRound,
  type CostTarget,
  costTargets,
  databaseMonth,
  databaseName,
  hoursInUse,
  idleMonth,
  openPagesCost,
  type Scale,
  scales,
} from './cost.ts';
import type { IdleResources } from './idle-resources.ts';
import { type Price, prices } from './prices.ts';
import type { RoundCost } from './round-cost.ts';
import { short, table } from './text-table.ts';

const dollars = (amount: number): string => (amount >= 10 ? short(amount) : amount.toFixed(2));

const sizeOf = ({ name, households }: Scale): string =>
  `${name}, ${households.toLocaleString('en')} households`;

function roundsTable(round: RoundCost): string {
  const inUse = hoursInUse();
  const partsOf = ({ writes, reads, queues, functions, queries, watching, total }: Bill): readonly string[] =>
    [writes, reads, queues, functions, queries, watching, inUse, total + inUse].map(dollars);
  const withPages = (scale: Scale): readonly string[] => {
    const pages = openPagesCost(round, scale.households);
    return [pages, billOfRound(round, scale.households).total + inUse + pages].map(dollars);
  };
  const rows = scales.flatMap((scale): string[][] => [
    [sizeOf(scale), ...partsOf(billOfRound(round, scale.households)), ...withPages(scale)],
    ['  naive pattern', ...partsOf(billOfNaive(scale.households)), '', ''],
  ]);
  return table([
    [
      '$ for one round',
      ...[
        'writes',
        'reads',
        'queues',
        'functions',
        'queries',
        'watching',
        'metrics',
        'sum',
        'open pages',
        'in all',
      ],
    ],
    ...rows,
  ]);
}

function monthsTable(stack: IdleResources): string {
  const rows = scales.map((scale) => {
    const { alarms, dashboard, polls, secret, storage, seal, readers, total } = idleMonth(
      stack,
      scale.households,
    );
    const database = `${dollars(databaseMonth(scale))} ${databaseName(scale)}`;
    return [
      sizeOf(scale),
      ...[alarms, dashboard, polls, secret, storage, seal, readers, total].map(dollars),
      database,
    ];
  });
  return table([
    [
      '$ for a month idle',
      'alarms',
      'dashboard',
      'polls',
      'secret',
      'storage',
      'seal',
      'readers',
      'in all',
      'PostgreSQL',
    ],
    ...rows,
  ]);
}

const isMet = ({ figure, limit }: CostTarget): boolean => figure <= limit;

function targetsTable(round: RoundCost, stack: IdleResources): string {
  const rows = costTargets(round, stack).map((target) => [
    target.what,
    target.figure.toFixed(2),
    `≤ ${target.limit.toFixed(2)}`,
    isMet(target) ? 'met' : 'missed',
  ]);
  return table([['$ at most', 'figure', 'target', ''], ...rows]);
}

export const costText = (round: RoundCost, stack: IdleResources): string =>
  [roundsTable(round), monthsTable(stack), targetsTable(round, stack)].join('\n\n');

export const meetsCostTargets = (round: RoundCost, stack: IdleResources): boolean =>
  costTargets(round, stack).every(isMet);

/** Every price, with the page that it stands on, and when it was last seen. */
export function pricesTable(): string {
  const rows = Object.values(prices).map(({ dollars: amount, one, page, seen = 'not confirmed' }: Price) => [
    (amount * (amount > 0 && amount < 0.000_1 ? 1_000_000 : 1)).toFixed(3).replace(/\.?0+$/, ''),
    amount > 0 && amount < 0.000_1 ? `a million of: ${one}` : one,
    page,
    seen,
  ]);
  return table([['$ in us-east-1', 'for one', 'page', 'seen'], ...rows]);
}

/**
 * Figures of an order that anybody may see: no figure, and no difference of two, tells of few households. Pure.
 *
 * How many households had some of a commodity no book counts. But none is owed more than its entitlement, so what more than
 * the nine largest are owed together was handed to ten at least; what went beyond entitlements is taken off first, as if it
 * had all been handed out here.
 */
import type { PublicOrderAnswer } from '../../shared/contract/answers/cards.ts';
import type { LocationReportAnswer } from '../../shared/contract/answers/reconciliation.ts';
import type { OrderTerms } from '../../shared/domain/events.ts';
import { rationFor } from '../../shared/domain/order.ts';
import { membersOf, type Plan } from '../../shared/domain/plan.ts';
import { baseIn, quantityIn } from '../../shared/domain/quantity.ts';

/** Fewer households than these are not told of: their goods might be those of one. */
export const leastHouseholds = 10;

type PublicFigures = PublicOrderAnswer['commodities'][number];

type Row = Pick<
  LocationReportAnswer['commodities'][number],
  'commodity' | 'unit' | 'received' | 'handedOver' | 'onHand' | 'overIssued'
>;
/** A location as the reconciliation has it. */
export type PublicLocation = Pick<LocationReportAnswer, 'locationId' | 'name' | 'householdsServed'> & {
  readonly commodities: readonly Row[];
};
type Group = readonly PublicLocation[];

interface Figures {
  readonly commodities: readonly Row[];
  readonly locations: readonly PublicLocation[];
}

/** Base units by commodity that fewer than {@link leastHouseholds} of an order's households are entitled to at most. */
export function mostOfFew(
  plans: readonly Plan[],
  { rations }: Pick<OrderTerms, 'rations'>,
): ReadonlyMap<string, bigint> {
  const classes = plans.flat();
  return new Map(
    rations.map((ration) => {
      const byShare = classes
        .map((row) => ({ share: rationFor(ration, membersOf(row)), households: row.households }))
        .sort((one, other) => Number(other.share - one.share));
      let left = leastHouseholds - 1;
      let most = 0n;
      for (const { share, households } of byShare) {
        const taken = Math.min(left, households);
        most += BigInt(taken) * share;
        left -= taken;
      }
      return [ration.commodity, most];
    }),
  );
}

/** The figures of the order and of its locations; small locations are added together. */
export function publicFigures(
  { commodities, locations }: Figures,
  ofFew: ReadonlyMap<string, bigint>,
): Pick<PublicOrderAnswer, 'commodities' | 'locations'> {
  const groups = groupsOf(locations);
  const isSilent = servedFew(locations);
  const silences = new Map(
    commodities.map((row) => [row.commodity, silenceIn(groups, row, ofFew.get(row.commodity) ?? 0n)]),
  );
  return {
    commodities: commodities.map((row) =>
      figuresOf([row], isSilent || (silences.get(row.commodity)?.isWhole ?? true)),
    ),
    locations: groups.map((group) => {
      const [only, ...others] = group;
      const isOne = only !== undefined && others.length === 0;
      const rows = Map.groupBy(
        group.flatMap((location) => location.commodities),
        ({ commodity }) => commodity,
      );
      return {
        ...(isOne && { locationId: only.locationId }),
        ...(isOne && only.name !== undefined && { name: only.name }),
        commodities: [...rows].map(([commodity, own]) =>
          figuresOf(own, isSilent || (silences.get(commodity)?.groups.has(group) ?? true)),
        ),
      };
    }),
  };
}

const servedBy = (group: Group): number =>
  group.reduce((sum, { householdsServed }) => sum + householdsServed, 0);

const servedFew = (group: Group): boolean => {
  const served = servedBy(group);
  return served > 0 && served < leastHouseholds;
};

/**
 * Locations one by one, and those that served few households together. Where even those are few, the smallest of the others
 * joins them: what all have less what is told is not what few have.
 */
function groupsOf(locations: readonly PublicLocation[]): readonly Group[] {
  const bySize = locations.toSorted((one, other) => one.householdsServed - other.householdsServed);
  const few = bySize.filter((location) => servedFew([location]));
  const others = bySize.filter((location) => !servedFew([location]));
  while (few.length > 0 && servedFew(few)) {
    const next = others.findIndex(({ householdsServed }) => householdsServed > 0);
    if (next < 0) break;
    few.push(...others.splice(next, 1));
  }
  const byId = others.toSorted((one, other) => (one.locationId < other.locationId ? -1 : 1));
  return [...byId.map((location) => [location]), ...(few.length === 0 ? [] : [few])];
}

/** Of which groups nothing is told of what was handed out of a commodity, and whether nothing is told of it at all. */
interface Silence {
  readonly groups: ReadonlySet<Group>;
  readonly isWhole: boolean;
}

/** The same rule for one commodity: groups of which few may have it are silent, and so are others until those are many. */
function silenceIn(groups: readonly Group[], total: Row, ofFew: bigint): Silence {
  const { commodity, unit } = total;
  const baseOf = (quantity: number): bigint => (unit === undefined ? 0n : (baseIn(quantity, unit) ?? 0n));
  const beyond = baseOf(total.overIssued);
  const isOfFew = (quantity: bigint): boolean => quantity > 0n && quantity - beyond <= ofFew;
  const handedOver = groups.map((group) => ({
    group,
    quantity: group
      .flatMap((location) => location.commodities)
      .filter((row) => row.commodity === commodity)
      .reduce((sum, row) => sum + baseOf(row.handedOver), 0n),
  }));
  const bySize = handedOver
    .filter(({ quantity }) => quantity > 0n)
    .sort((one, other) => Number(one.quantity - other.quantity));
  const told = bySize.filter(({ quantity }) => !isOfFew(quantity));
  const silent = bySize.filter(({ quantity }) => isOfFew(quantity));
  const sum = (): bigint => silent.reduce((all, { quantity }) => all + quantity, 0n);
  while (isOfFew(sum()) && told.length > 0) silent.push(...told.splice(0, 1));
  return { groups: new Set(silent.map(({ group }) => group)), isWhole: isOfFew(baseOf(total.handedOver)) };
}

/** Rows of one commodity, added together. */
function figuresOf(rows: readonly Row[], isSilent: boolean): PublicFigures {
  const unit = rows.find((row) => row.unit !== undefined)?.unit;
  // What was promised without a unit has no goods yet, and zero is zero in any unit.
  const sum = (column: 'received' | 'handedOver' | 'onHand'): number =>
    unit === undefined
      ? 0
      : quantityIn(
          rows.reduce((all, row) => all + (baseIn(row[column], unit) ?? 0n), 0n),
          unit,
        );
  return {
    commodity: rows[0]?.commodity ?? '',
    ...(unit !== undefined && { unit }),
    received: sum('received'),
    ...(isSilent ? {} : { handedOver: sum('handedOver'), onHand: sum('onHand') }),
  };
}

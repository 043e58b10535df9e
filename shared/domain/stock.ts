/** What happens to goods where they lie: they are counted, lost, or asked for beyond what is there. */
import { firstExcess } from './books.ts';
import { type LossCause, type LossLine, lossCauses } from './events.ts';
import { type Detail, dependencyOn, type Held, held, type Rejected, rejected } from './outcome.ts';
import { type Amounts, amountsOfLines, type QuantityLine, quantityIn, type Unit } from './quantity.ts';

/** Refuses to take more from a location's stock than was there when it happened. */
export function refuseByStock(
  lines: readonly QuantityLine[],
  of: { readonly locationId: string; readonly orderId: string; readonly units: ReadonlyMap<string, Unit> },
  availableOf: (commodity: string) => bigint,
): Held | undefined {
  const { locationId, orderId, units } = of;
  const excess = firstExcess(lines, availableOf);
  if (excess === undefined) return undefined;
  const { commodity, asked, available } = excess;
  const unit = units.get(commodity) ?? excess.unit;
  return held('insufficient-stock', dependencyOn.stock(locationId, orderId), {
    commodity,
    unit,
    onHand: quantityIn(available, unit),
    asked: quantityIn(asked, unit),
  });
}

/**
 * Refuses to take back what brought goods that are no longer there. `needed` may be negative, where it puts some back;
 * `availableOf` tells what may still leave.
 */
export function refuseByUse(
  needed: Amounts,
  units: ReadonlyMap<string, Unit>,
  availableOf: (commodity: string) => bigint,
  inTheWay: Detail = {},
): Rejected | undefined {
  for (const [commodity, quantity] of needed) {
    const onHand = availableOf(commodity);
    if (quantity <= 0n || quantity <= onHand) continue;
    const unit = units.get(commodity) ?? 'piece';
    return rejected('already-used', {
      commodity,
      unit,
      onHand: quantityIn(onHand, unit),
      needed: quantityIn(quantity, unit),
      ...inTheWay,
    });
  }
  return undefined;
}

/** What was lost to each cause, in the contract's order of causes; a cause of nothing is left out. */
export function lossesByCause(
  lines: readonly LossLine[],
): readonly { readonly cause: LossCause; readonly lost: Amounts }[] {
  return lossCauses.flatMap((cause) => {
    const ofCause = lines.filter((line) => line.cause === cause);
    return ofCause.length === 0 ? [] : [{ cause, lost: amountsOfLines(ofCause) }];
  });
}

/** Causes that look like siphoning. */
const unexplainedCauses: readonly LossCause[] = ['stolen', 'short-delivered', 'unexplained'];

export const isUnexplained = (cause: LossCause): boolean => unexplainedCauses.includes(cause);

export const unexplainedLosses = (lines: readonly LossLine[]): Amounts =>
  amountsOfLines(lines.filter(({ cause }) => isUnexplained(cause)));

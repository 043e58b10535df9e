/** The parts of what was promised, from the households' hands back to what has not arrived. */
import type { ReconciliationAnswer } from '../../shared/contract/answers/reconciliation.ts';
import { minus } from '../figures/exact.ts';

export const partNames = ['handedOver', 'onHand', 'inTransit', 'lost', 'notArrived'] as const;

export interface GoodsPart {
  readonly name: (typeof partNames)[number];
  readonly quantity: number;
}

/** What was promised of a commodity: what households are entitled to, or what was pledged if that is more. */
export const promised = ({ planned, pledged }: ReconciliationAnswer['commodities'][number]): number =>
  Math.max(planned, pledged);

/** Promised, and not yet come in from outside; nothing where more came than was promised. */
export const notArrived = (commodity: ReconciliationAnswer['commodities'][number]): number =>
  Math.max(0, minus(promised(commodity), commodity.received));

/** Parts that hold something, in the order of the bar. */
export function goodsParts(commodity: ReconciliationAnswer['commodities'][number]): readonly GoodsPart[] {
  const all = { ...commodity, notArrived: notArrived(commodity) };
  return partNames
    .map((name): GoodsPart => ({ name, quantity: all[name] }))
    .filter(({ quantity }) => quantity > 0);
}

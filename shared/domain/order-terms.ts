/** Checks of an order's terms that need nothing but the registry of locations. Pure. */
import type { LocationRegistration, OrderTerms } from './events.ts';
import { unknownLocation } from './handover.ts';
import type { refuseByUnit } from './order.ts';
import { type Refusal, rejected } from './outcome.ts';

export interface Coverage {
  readonly centreIds: readonly string[];
}

/** The centres that an order's area names: each must be registered, and serve households. */
export function coverageOf(
  { centres }: OrderTerms,
  registered: readonly LocationRegistration[],
): Coverage | Refusal {
  if (centres === 'all') {
    return { centreIds: registered.filter(isCentre).map(({ locationId }) => locationId) };
  }
  const locations = new Map(registered.map((location) => [location.locationId, location]));
  for (const [index, centreId] of centres.entries()) {
    const location = locations.get(centreId);
    if (location === undefined) return unknownLocation(centreId);
    if (!isCentre(location)) {
      return rejected('invalid-message', {
        path: `data.area.centres[${index}]`,
        expected: `a centre; ${centreId} is a ${location.kind}`,
      });
    }
  }
  return { centreIds: centres };
}

const isCentre = ({ kind }: LocationRegistration): boolean => kind === 'centre';

/** What the terms measure in which unit. */
export const unitLines = (
  terms: Pick<OrderTerms, 'rations' | 'pledges'>,
): Parameters<typeof refuseByUnit>[1] =>
  [...terms.rations, ...terms.pledges].flatMap(({ commodity, unit }) =>
    unit === undefined ? [] : [{ commodity, unit }],
  );

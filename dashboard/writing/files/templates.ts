/** Files to start from, as the command line prints them. */
import arrivals from '../../../examples/templates/arrivals.csv';
import counts from '../../../examples/templates/counts.csv';
import handovers from '../../../examples/templates/handovers.csv';
import households from '../../../examples/templates/households.csv';
import locations from '../../../examples/templates/locations.csv';
import missed from '../../../examples/templates/missed.csv';
import observations from '../../../examples/templates/observations.csv';
import payments from '../../../examples/templates/payments.csv';
import returns from '../../../examples/templates/returns.csv';
import waybills from '../../../examples/templates/waybills.csv';
import type { ImportKind } from '../../../shared/files/kinds.ts';

export const templates: { readonly [K in ImportKind]: string } = {
  households,
  locations,
  waybills,
  arrivals,
  handovers,
  returns,
  missed,
  payments,
  counts,
  observations,
};

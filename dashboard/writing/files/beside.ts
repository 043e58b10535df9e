/** What may be said beside a file, in the order in which it is asked for. */
import type { ImportDefaults } from '../../../shared/files/options.ts';

export const besideNames = [
  'orderId',
  'centreId',
  'locationId',
  'payerId',
  'auditId',
  'effectiveFrom',
  'currency',
  'date',
  'time',
] as const satisfies readonly (keyof ImportDefaults)[];

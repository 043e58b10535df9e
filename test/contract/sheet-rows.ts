/** The rows of a sheet, whatever kind it is of. */
import type { ReliefEvent, SheetRow } from '../../shared/domain/events.ts';

export function rowsOf(event: ReliefEvent): readonly SheetRow<unknown>[] {
  if ('receipts' in event) return event.receipts;
  if ('payments' in event) return event.payments;
  if ('observations' in event) return event.observations;
  return event.type === 'relief.handovers.missed.v1' ? event.households : [];
}

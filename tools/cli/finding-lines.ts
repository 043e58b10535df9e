/** Exceptions and anomalies as lists for a terminal of 80 columns: a line that says what it is, and below it the rest. */
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { FindingNoteAnswer } from '../../shared/contract/answers/findings.ts';
import type { Unit } from '../../shared/domain/quantity.ts';
import { detailText, grouped, reasonText, textTable } from './report.ts';
import { withRests } from './rests.ts';
import { named, unitName } from './words/names.ts';
import { reading, titles } from './words/reading.ts';

export const exceptionLines = (exceptions: readonly ExceptionAnswer[]): string =>
  withRests(
    textTable(
      titles('status', 'reason', 'state', 'place', 'reference'),
      exceptions.map(({ status, reason, state, locationId, payerId, reference, event }) => [
        named('exceptions.title', status),
        reason,
        named('state', state),
        locationId ?? payerId ?? '',
        reference ?? event.id ?? '',
      ]),
    ),
    exceptions.map((exception) => {
      const { exceptionId, reason, householdId, detail, owner, notes } = exception;
      return [
        reasonText(reason),
        exceptionId,
        householdId,
        detailText(detail),
        ownerText(owner),
        ...notes.map(noteText),
      ];
    }),
  );

export const anomalyLines = (anomalies: readonly AnomalyAnswer[]): string =>
  withRests(
    textTable(
      titles('kind', 'state', 'order', 'location', 'quantity'),
      anomalies.map(({ kind, state, orderId = '', locationId = '', commodity, unit, quantity }) => [
        named('anomaly', kind),
        named('state', state),
        orderId,
        locationId,
        quantity === undefined ? '' : quantityText(quantity, unit, commodity),
      ]),
    ),
    anomalies.map(({ anomalyId, references, householdId, owner, notes }) => [
      anomalyId,
      householdId,
      references.join(', '),
      ownerText(owner),
      ...notes.map(noteText),
    ]),
  );

const quantityText = (quantity: number, unit: Unit | undefined, commodity: string | undefined): string =>
  [grouped(quantity), unit && unitName(unit), commodity && named('commodity', commodity)]
    .filter(Boolean)
    .join(' ');

const ownerText = (owner: string | undefined): string | undefined =>
  owner && reading('note.owner', { owner });

const noteText = ({ note, state, event }: FindingNoteAnswer): string | undefined =>
  note && `${event.source}: ${note}${state === undefined ? '' : ` (${named('state', state)})`}`;

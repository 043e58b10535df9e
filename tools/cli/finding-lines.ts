/** Exceptions and anomalies as lists for a terminal of 80 columns: a line that says what it is, and below it the rest. */
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { FindingNoteAnswer } from '../../shared/contract/answers/findings.ts';
import { detailText, grouped, textTable } from './report.ts';
import { withRests } from './rests.ts';

export const exceptionLines = (exceptions: readonly ExceptionAnswer[]): string =>
  withRests(
    textTable(
      ['Status', 'Reason', 'State', 'Place', 'Reference'],
      exceptions.map(({ status, reason, state, locationId, payerId, reference, event }) => [
        status,
        reason,
        state,
        locationId ?? payerId ?? '',
        reference ?? event.id ?? '',
      ]),
    ),
    exceptions.map((exception) => {
      const { exceptionId, householdId, detail, owner, notes } = exception;
      return [exceptionId, householdId, detailText(detail), ownerText(owner), ...notes.map(noteText)];
    }),
  );

export const anomalyLines = (anomalies: readonly AnomalyAnswer[]): string =>
  withRests(
    textTable(
      ['Kind', 'State', 'Order', 'Location', 'Quantity'],
      anomalies.map(({ kind, state, orderId = '', locationId = '', commodity, unit, quantity }) => [
        kind,
        state,
        orderId,
        locationId,
        quantity === undefined ? '' : [grouped(quantity), unit, commodity].filter(Boolean).join(' '),
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

const ownerText = (owner: string | undefined): string | undefined => owner && `looked after by ${owner}`;

const noteText = ({ note, state, event }: FindingNoteAnswer): string | undefined =>
  note && `${event.source}: ${note}${state === undefined ? '' : ` (${state})`}`;

/** Exceptions and anomalies as lists for a terminal of 80 columns: a line that says what it is, and below it the rest. */
import type { AnomalyAnswer } from '../../shared/contract/answers/anomalies.ts';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import type { FindingNoteAnswer } from '../../shared/contract/answers/findings.ts';
import { detailText, grouped, textTable } from './report.ts';

const columns = 80;
const indent = '    ';

export const exceptionLines = (exceptions: readonly ExceptionAnswer[]): string =>
  withRests(
    ['Status', 'Reason', 'State', 'Place', 'Reference'],
    exceptions.map(({ status, reason, state, locationId, payerId, reference, event }) => [
      status,
      reason,
      state,
      locationId ?? payerId ?? '',
      reference ?? event.id ?? '',
    ]),
    exceptions.map((exception) => {
      const { exceptionId, householdId, detail, owner, notes } = exception;
      return [exceptionId, householdId, detailText(detail), ownerText(owner), ...notes.map(noteText)];
    }),
  );

export const anomalyLines = (anomalies: readonly AnomalyAnswer[]): string =>
  withRests(
    ['Kind', 'State', 'Order', 'Location', 'Quantity'],
    anomalies.map(({ kind, state, orderId = '', locationId = '', commodity, unit, quantity }) => [
      kind,
      state,
      orderId,
      locationId,
      quantity === undefined ? '' : [grouped(quantity), unit, commodity].filter(Boolean).join(' '),
    ]),
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

/** A table in which each row is followed by what else there is to say of it. */
function withRests(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  rests: readonly (readonly (string | undefined)[])[],
): string {
  const [title = '', rule = '', ...lines] = textTable(header, rows).split('\n');
  const all = lines.flatMap((line, index) => [
    line,
    ...(rests[index] ?? [])
      .filter((rest) => rest !== undefined && rest !== '')
      .flatMap((rest) => wrapped(rest ?? '')),
  ]);
  return [title, rule, ...all].join('\n');
}

/** Breaks at spaces; a word that is longer than a line stays whole. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** Disputed receipts as they stand: what a household said later takes its earlier words back. */
import { isSaidOf, newestStatement } from '../../shared/domain/statements.ts';
import type { ListedAnomaly } from '../../shared/ledger/anomalies.ts';
import type { Statement } from '../../shared/ledger/statements.ts';
import type { QueryContext } from './query-context.ts';

/**
 * Tells whether the statement that an anomaly rests on still counts. What rests on something else, such as a visit, stands.
 *
 * L40: one read for each receipt or payment.
 */
export async function stillDisputed(
  anomalies: readonly ListedAnomaly[],
  { journal }: QueryContext,
): Promise<(anomaly: ListedAnomaly) => boolean> {
  const disputed = anomalies.filter(({ kind }) => kind === 'disputed-receipt');
  const places = new Map(disputed.map((anomaly) => [placeOf(anomaly), anomaly]));
  const said = new Map<string, readonly Statement[]>();
  await Promise.all(
    [...places].map(
      async ([
        place,
        {
          orderId,
          householdId,
          references: [reference],
        },
      ]) => {
        if (householdId === undefined || reference === undefined) return;
        said.set(place, await journal.statements.of(orderId, householdId, reference));
      },
    ),
  );
  return (anomaly) => {
    const { events = [] } = anomaly;
    const isOfIt = isSaidOf(anomaly.currency === undefined ? 'goods' : 'money');
    const statements = (said.get(placeOf(anomaly)) ?? []).filter(isOfIt);
    const restsOnOne = statements.some(({ event }) => events.includes(event));
    return !restsOnOne || events.includes(newestStatement(statements)?.event ?? '');
  };
}

const placeOf = ({ orderId, householdId = '', references: [reference = ''] }: ListedAnomaly): string =>
  `${orderId}/${householdId}/${reference}`;

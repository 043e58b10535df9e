/** Who collected for whom: one proxy for many households is what siphoning looks like. */
import type { JsonObject } from '../domain/canonical.ts';
import { entryKey } from './keys.ts';
import { RecordFields } from './record-fields.ts';
import type { Write } from './writes.ts';

/** A household that a proxy collected for, with the first receipt of it. */
export interface Collection {
  readonly householdId: string;
  readonly receiptId: string;
}

/** One proxy may collect for this many households under an order before it is looked into. */
export const maxHouseholdsOfProxy = 5;

/** Adds a household to a proxy's; fails when another was added meanwhile. */
export const appendCollection = (subject: string, before: number, collection: Collection): Write => ({
  kind: 'append',
  key: entryKey('ledgers', subject, before + 1),
  record: { ...collection },
});

/** Reads what {@link appendCollection} wrote. Errors: `DamagedRecordError` naming the field. */
export function readCollection(record: JsonObject): Collection {
  const fields = new RecordFields(record);
  return { householdId: fields.text('householdId'), receiptId: fields.text('receiptId') };
}

/** The anomaly of a proxy of too many households. */
export const sharedCollector = (
  of: { readonly orderId: string; readonly locationId: string; readonly collectedBy: string },
  collections: readonly Collection[],
) =>
  ({
    kind: 'shared-collector',
    ...of,
    quantity: BigInt(collections.length),
    references: collections.map(({ receiptId }) => receiptId),
  }) as const;

/** All that the books of a system answer, without what tells when it was recorded and in which groups. */
import type { Desk } from './desk.ts';

type Json = any;

const fleeting = new Set(['at', 'asOf', 'recordedAt', 'exceptionId', 'anomalyId']);

const lasting = (value: Json): Json =>
  JSON.parse(JSON.stringify(value), (name, member) => (fleeting.has(name) ? undefined : member));

const sorted = (items: readonly Json[]): readonly string[] =>
  items.map((item) => JSON.stringify(item)).sort();

/** A ledger, newest first: its last balances, and every document in it. */
function bookOf(entries: readonly Json[]): Json {
  const balances: Record<string, Json> = {};
  for (const { balance, moneyBalance } of entries) {
    for (const { commodity, quantity, unit } of balance) balances[commodity] ??= { quantity, unit };
    if (moneyBalance !== undefined) balances['money'] ??= moneyBalance;
  }
  const documents = entries.flatMap(({ type, reference, group }) =>
    (group ?? [{ reference }]).map((member: Json) => `${type} ${member.reference}`),
  );
  return { balances, documents: documents.sort() };
}

export async function lastingBooks(desk: Desk): Promise<Json> {
  const books: Record<string, Json> = {};
  const locations = await desk.all('/locations');
  for (const { orderId } of await desk.all('/orders')) {
    const order = `orderId=${orderId}`;
    const report = await desk.get(`/orders/${orderId}/reconciliation`);
    books[`reconciliation ${orderId}`] = lasting(report);
    books[`order ${orderId}`] = lasting(await desk.get(`/orders/${orderId}`));
    books[`shipments ${orderId}`] = sorted(lasting(await desk.all(`/orders/${orderId}/shipments`)));
    for (const { locationId, kind } of locations) {
      books[`stock card ${locationId} ${orderId}`] = bookOf(
        await desk.all(`/locations/${locationId}/ledger?${order}`),
      );
      if (kind !== 'centre') continue;
      const list = await desk.all(`/locations/${locationId}/distribution-list?${order}`);
      books[`distribution list ${locationId} ${orderId}`] = lasting(list);
      for (const { householdId } of list) {
        books[`household ${householdId}`] = lasting(await desk.get(`/households/${householdId}`));
        books[`receipts ${householdId} ${orderId}`] = bookOf(
          await desk.all(`/households/${householdId}/ledger?${order}`),
        );
      }
    }
    for (const { payerId } of report.stipend?.payers ?? [])
      books[`cash book ${payerId} ${orderId}`] = bookOf(await desk.all(`/payers/${payerId}/ledger?${order}`));
  }
  books['exceptions'] = sorted(lasting(await desk.all('/exceptions')));
  books['anomalies'] = sorted(lasting(await desk.all('/anomalies')));
  return books;
}

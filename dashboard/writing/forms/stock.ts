/** Counting what lies at a place, what was lost there, and what is put under another order. */
import type { LocationBalancesAnswer } from '../../../shared/contract/answers/locations.ts';
import { happenedAt, inData } from '../model/fields.ts';
import type { Beginning, FormKind } from '../model/form.ts';
import { textIn, type Values } from '../model/values.ts';
import { lostLines, packedLines } from './lines.ts';

const place = inData('locationId', 'place', 'field.location', { isOwn: true });
const order = inData('orderId', 'order', 'field.order');

const seeStock: FormKind['see'] = (values) => ({ view: 'locations', id: textIn(values, 'locationId') });

/** What the books hold of a place under the order, each commodity once. */
async function shelfOf({ api, of, orderId }: Beginning): Promise<readonly Values[]> {
  if (of === undefined) return [{}];
  const { balances } = await api.one<LocationBalancesAnswer>(`/locations/${encodeURIComponent(of)}`);
  const commodities = balances.find((one) => one.orderId === orderId)?.commodities ?? [];
  return commodities.length === 0
    ? [{}]
    : commodities.map(({ commodity, unit = '' }) => ({ commodity, unit, quantity: '' }));
}

export const count: FormKind = {
  type: 'relief.stock.counted.v1',
  title: 'form.count',
  about: 'form.count.about',
  fields: [
    place,
    order,
    inData('countId', 'text', 'field.countId', { help: 'help.number' }),
    happenedAt,
    packedLines,
  ],
  begin: async (beginning) => ({
    locationId: beginning.of ?? '',
    orderId: beginning.orderId ?? '',
    countId: beginning.number('K'),
    time: beginning.now,
    lines: await shelfOf(beginning),
  }),
  names: 'countId',
  see: seeStock,
};

export const lose: FormKind = {
  type: 'relief.stock.lost.v1',
  title: 'form.lose',
  about: 'form.lose.about',
  fields: [
    place,
    order,
    inData('lossId', 'text', 'field.lossId', { help: 'help.number' }),
    happenedAt,
    lostLines,
  ],
  begin: ({ of = '', orderId = '', number, now }) => ({
    locationId: of,
    orderId,
    lossId: number('L'),
    time: now,
    lines: [{}],
  }),
  names: 'lossId',
  see: seeStock,
};

export const transfer: FormKind = {
  type: 'relief.stock.transferred.v1',
  title: 'form.transfer',
  about: 'form.transfer.about',
  fields: [
    place,
    inData('fromOrderId', 'order', 'field.fromOrder'),
    inData('toOrderId', 'order', 'field.toOrder'),
    inData('transferId', 'text', 'field.transferId', { help: 'help.number' }),
    happenedAt,
    inData('reason', 'long', 'field.reason'),
    packedLines,
  ],
  begin: ({ of = '', orderId = '', number, now }) => ({
    locationId: of,
    fromOrderId: orderId,
    toOrderId: '',
    transferId: number('T'),
    time: now,
    reason: '',
    lines: [{}],
  }),
  names: 'transferId',
  see: seeStock,
};

import { amountOf } from '../../../shared/domain/quantity.ts';
import { at, distributionOffice, event } from '../documents.ts';
import type { Day } from '../steps.ts';
import type { Story } from '../story.ts';
import { linesOf } from '../supply.ts';

const transferId = 'transfer-2020-08-17';
const transferred = 'soap';

/** The city's standing order for nurseries, older than the one that the story is about. */
export const nurseryOrderId = 'order-2020-07-01-nurseries';

export const transfer = ({ setting, goods }: Story): Day => {
  const { hubId, order, unitOf } = setting;
  const soap = new Map([[transferred, amountOf(goods.leftAtHub, transferred)]]);
  return {
    title: '17 August 2020 · what is left serves another order',
    steps: [
      {
        name: 'nursery-order',
        title: 'the standing order for nurseries is entered',
        events: () => [
          event(distributionOffice, nurseryOrderId, 'relief.order.issued.v1', at(17, '09:00'), {
            orderId: nurseryOrderId,
            title: 'Soap for the nurseries of Kaesong',
            issuedBy: 'City distribution office',
            referenceDate: '2020-07-01',
            startsOn: '2020-07-01',
            area: { centres: 'all' },
            rations: [],
            pledges: [{ commodity: transferred, source: 'what other orders leave', responsible: 'City' }],
            prohibitions: [],
            release: 'proportional',
          }),
        ],
        settlement: { kind: 'orders', orderIds: [order.orderId, nurseryOrderId] },
      },
      {
        name: 'soap-transferred',
        title: 'the soap left at the station is put under it, and stays where it lies',
        events: () => [
          event(distributionOffice, transferId, 'relief.stock.transferred.v1', at(17, '10:00'), {
            transferId,
            locationId: hubId,
            fromOrderId: order.orderId,
            toOrderId: nurseryOrderId,
            reason: 'no household is entitled to it',
            lines: linesOf(soap, unitOf),
          }),
        ],
        settlement: { kind: 'stock', locationId: hubId, onHand: new Map([[transferred, 0n]]) },
      },
    ],
  };
};

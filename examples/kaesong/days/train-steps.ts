import { at, type Documents } from '../documents.ts';
import type { Step } from '../steps.ts';
import type { Train } from '../trains.ts';

/** A train in three steps: it leaves, it is shared out at the station, the centres confirm. */
export function trainSteps(
  documents: Documents,
  name: string,
  { waybill, shares }: Train,
  day: number,
): readonly Step[] {
  const shareIds = shares.map(({ shipmentId }) => shipmentId);
  return [
    {
      name: `${name}-leaves`,
      title: 'the train leaves, with its waybill',
      events: () => [
        documents.dispatch({ source: 'relief train' }, waybill, at(day, '06:00'), `Train of ${day} August`),
      ],
      settlement: { kind: 'shipments', shipmentIds: [waybill.shipmentId], arrived: false },
    },
    {
      name: `${name}-arrives`,
      title: 'it arrives at the station, and each centre is sent its share',
      events: () => [documents.arrival(waybill, at(day, '15:00'))],
      settlement: { kind: 'shipments', shipmentIds: shareIds, arrived: false },
    },
    {
      name: `${name}-confirmed`,
      title: 'centres confirm what came',
      events: () => shares.map((share) => documents.arrival(share, at(day, '17:30'))),
      settlement: { kind: 'shipments', shipmentIds: shareIds, arrived: true },
    },
  ];
}

/** Waybills: sending goods, receiving them, and ending what will not come. */
import type { ShipmentAnswer } from '../../../shared/contract/answers/shipments.ts';
import { lossCauses, remainders } from '../../../shared/domain/events.ts';
import { shipmentPath } from '../../api/paths.ts';
import { minus } from '../../figures/exact.ts';
import { aside, choices, happenedAt, inData } from '../model/fields.ts';
import type { Beginning, FormKind } from '../model/form.ts';
import { textIn, type Values } from '../model/values.ts';
import { arrivedLines, packedLines } from './lines.ts';

const order = inData('orderId', 'order', 'field.order');
const waybill = inData('shipmentId', 'text', 'field.shipmentId');

/** A waybill that was sent to the place that it is received at says itself where it came from. */
const isUnknown = (values: Values): boolean => textIn(values, 'known') === '';

const isFrom =
  (origin: 'location' | 'source') =>
  (values: Values): boolean =>
    isUnknown(values) && textIn(values, 'origin') === origin;

const originOf = (values: Values): Values => {
  if (textIn(values, 'fromSource') !== '') return { origin: 'source' };
  return { origin: textIn(values, 'from') === '' ? '' : 'location' };
};

const seeWaybill: FormKind['see'] = (values) => ({ view: 'shipments', id: textIn(values, 'shipmentId') });

const origin = aside('origin', 'choice', 'field.origin', {
  ...choices('origin', ['location', 'source']),
  decides: ['data', 'from'],
});
const fromPlace = inData('from', 'place', 'field.from', {
  at: ['data', 'from', 'locationId'],
  applies: isFrom('location'),
});
const fromSource = inData('fromSource', 'text', 'field.fromSource', {
  at: ['data', 'from', 'source'],
  applies: isFrom('source'),
  help: 'help.fromSource',
});

export const dispatch: FormKind = {
  type: 'relief.shipment.dispatched.v1',
  title: 'form.dispatch',
  about: 'form.dispatch.about',
  fields: [
    origin,
    { ...fromPlace, isOwn: true },
    fromSource,
    inData('to', 'place', 'field.to'),
    order,
    { ...waybill, help: 'help.number' },
    happenedAt,
    inData('carrier', 'text', 'field.carrier', { isOptional: true }),
    packedLines,
  ],
  begin: ({ of = '', orderId = '', number, now }) => ({
    origin: 'location',
    from: of,
    to: '',
    orderId,
    shipmentId: number('W'),
    time: now,
    lines: [{}],
  }),
  asides: originOf,
  names: 'shipmentId',
  see: seeWaybill,
  paper: (values) => ({ view: 'waybill-form', id: textIn(values, 'shipmentId') }),
};

/** What of a waybill is neither received nor lost yet. */
async function stillToCome({ api, of }: Beginning): Promise<ShipmentAnswer | undefined> {
  return of === undefined ? undefined : api.one<ShipmentAnswer>(shipmentPath(of));
}

export const receive: FormKind = {
  type: 'relief.shipment.arrived.v1',
  title: 'form.receive',
  about: 'form.receive.about',
  fields: [
    waybill,
    inData('at', 'place', 'field.at', { isOwn: true }),
    order,
    happenedAt,
    { ...origin, isOptional: true, applies: isUnknown },
    fromPlace,
    fromSource,
    arrivedLines,
  ],
  async begin(beginning) {
    const { orderId = '', now, reader } = beginning;
    const sent = await stillToCome(beginning);
    const coming = (sent?.lines ?? []).filter(
      ({ dispatched, received, lost }) => minus(dispatched, received, lost) > 0,
    );
    const [own] = reader.locations;
    return {
      shipmentId: sent?.shipmentId ?? '',
      at: sent?.to ?? own?.locationId ?? '',
      orderId: sent?.orderId ?? orderId,
      time: now,
      known: sent === undefined ? '' : sent.shipmentId,
      lines:
        coming.length === 0
          ? [{}]
          : coming.map(({ commodity, unit = '' }) => ({ commodity, unit, quantity: '', losses: [] })),
    };
  },
  asides: originOf,
  names: 'shipmentId',
  see: seeWaybill,
};

const isLost = (values: Values): boolean => textIn(values, 'remainder') === 'lost';

export const close: FormKind = {
  type: 'relief.shipment.closed.v1',
  title: 'form.close',
  about: 'form.close.about',
  fields: [
    waybill,
    order,
    happenedAt,
    inData('remainder', 'choice', 'field.remainder', choices('remainder', remainders)),
    inData('cause', 'choice', 'field.cause', { ...choices('cause', lossCauses), applies: isLost }),
    inData('reason', 'long', 'field.reason'),
  ],
  begin: ({ of = '', orderId = '', now }) => ({
    shipmentId: of,
    orderId,
    time: now,
    remainder: '',
    reason: '',
  }),
  names: 'shipmentId',
  see: seeWaybill,
};

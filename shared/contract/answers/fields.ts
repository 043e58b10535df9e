/** Fields that several answers share, each with what it means. */
import * as z from 'zod';
import { refusalReasons } from '../../domain/outcome.ts';
import { unitNames } from '../../domain/quantity.ts';

const id = (description: string, example: string) => z.string().meta({ description, examples: [example] });

export const orderId = id('The policy order.', 'order-2020-08-05');
export const householdId = id('The household.', 'KS-R01-00002');
export const locationId = id('The hub, centre or store.', 'KS-R01');
export const payerId = id('The payer.', 'district-office-01');
export const shipmentId = id('The waybill number.', 'train-2020-08-07/KS-R01');
export const reference = id(
  'The number of the document: a receiptId, paymentId, fundingId, shipmentId, countId or lossId.',
  'R-00017',
);

export const text = (description: string) => z.string().meta({ description });
/** Units: those of the line that it stands in. */
export const quantity = (description: string) => z.number().meta({ description });
/** Units: whole and decimal units of the currency, such as 8000.5 for 8,000 won 50. */
export const amount = (description: string) => z.number().meta({ description });
export const count = (description: string) => z.int().min(0).meta({ description });
/** A count that returns or reversals may take below zero. */
export const netCount = (description: string) => z.int().meta({ description });
export const instant = (description: string) =>
  z.iso.datetime().meta({ description, examples: ['2020-08-08T09:00:00.000Z'] });
export const date = (description: string) => z.iso.date().meta({ description, examples: ['2020-08-05'] });

export const commodity = id('The commodity.', 'rice');
export const unit = z.enum(unitNames).meta({ description: 'The unit of every quantity in this line.' });
export const currency = id('The currency, as its ISO 4217 code.', 'KPW');
export const orderStatus = z
  .enum(['active', 'ended', 'cancelled'])
  .meta({ description: 'Whether the order is in force, is past its last day, or was cancelled.' });
export const refusalReason = z
  .enum(refusalReasons)
  .meta({ description: 'Why it was not posted.', examples: ['exceeds-entitlement'] });
export const locationKind = z.enum(['hub', 'centre', 'store']).meta({
  description:
    'A hub takes in shipments and sends them on; a centre serves households; a store sells or issues goods.',
});

/** A commodity, with the unit of its figures: a pledge without a quantity has none until something of it arrives. */
export const commodityFields = { commodity, unit: unit.exactOptional() };

export const quantityLine = z.object({ commodity, unit, quantity: quantity('How much, in this unit.') });

export const money = z.object({ amount: amount('How much, in this currency.'), currency });

export const householdName = text('The name it is registered under, unless it was erased.').exactOptional();
export const neighbourhood = text('Where it lives, as registered, unless it was erased.').exactOptional();

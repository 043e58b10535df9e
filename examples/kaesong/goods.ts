/** Goods outside the rations: coal from the mine, and what light industry sent to centres and stores. */
import { type Amounts, addAmounts, isCountUnit, negateAmounts } from '../../shared/domain/quantity.ts';
import { coal, lightIndustry, type Setting } from './setting.ts';
import { type Waybill, waybillOf } from './supply.ts';
import { percentOf } from './trains.ts';

/** How the goods of light industry go on from the station, in percent; the rest stays there. */
const toFirstCentrePercent = 20n;
const toStoresPercent = 75n;

/** What the station's clerk types, a nought too many. */
const typedWrongly = 10n;

export interface OtherGoods {
  readonly coal: Waybill;
  /** The coal's waybill as it was typed at first. */
  readonly coalTypedWrongly: Waybill;
  readonly lightIndustry: Waybill;
  /** From the station to the first centre and the grocery stores. */
  readonly onward: readonly Waybill[];
  /** What stays at the station of the goods of light industry. */
  readonly leftAtHub: Amounts;
}

export function otherGoodsOf({
  hubId,
  storeIds,
  firstCentreId,
  householdCount,
  unitOf,
}: Setting): OtherGoods {
  const industryWaybill = waybillOf(
    'light-industry-2020-08-09',
    hubId,
    new Map(
      lightIndustry.map(([commodity, unit, hundredths]) => {
        const whole = (BigInt(householdCount) * hundredths) / 100n;
        return [commodity, isCountUnit(unit) ? whole : whole * 1_000n];
      }),
    ),
  );
  const onward = [firstCentreId, ...storeIds].map((locationId) => {
    const percent =
      locationId === firstCentreId ? toFirstCentrePercent : toStoresPercent / BigInt(storeIds.length);
    const part = percentOf(industryWaybill.received, () => percent, unitOf);
    return waybillOf(`station-2020-08-10/${locationId}`, locationId, part);
  });
  const coalOf = (tonnes: bigint): Waybill =>
    waybillOf('coal-2020-08-09', hubId, new Map([[coal.commodity, tonnes * 1_000_000n]]));
  return {
    coal: coalOf(coal.tonnes),
    coalTypedWrongly: coalOf(coal.tonnes * typedWrongly),
    leftAtHub: addAmounts(
      industryWaybill.received,
      negateAmounts(addAmounts(...onward.map(({ dispatched }) => dispatched))),
    ),
    lightIndustry: industryWaybill,
    onward,
  };
}

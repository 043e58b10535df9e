/** All that the days of the story tell of, worked out once. */
import { Documents } from './documents.ts';
import { type OtherGoods, otherGoodsOf } from './goods.ts';
import { type HandoverSettlements, type Handovers, handoverSettlements, handoversOf } from './handovers.ts';
import { type Payments, paymentsOf } from './payments.ts';
import type { Setting } from './setting.ts';
import { type Trains, trainsOf } from './trains.ts';

export interface Story {
  readonly setting: Setting;
  readonly documents: Documents;
  readonly trains: Trains;
  readonly handovers: Handovers;
  readonly settlements: HandoverSettlements;
  readonly payments: Payments;
  readonly goods: OtherGoods;
}

export function storyOf(setting: Setting): Story {
  const trains = trainsOf(setting);
  const handovers = handoversOf(setting, trains);
  return {
    setting,
    documents: new Documents(setting),
    trains,
    handovers,
    settlements: handoverSettlements(setting, handovers),
    payments: paymentsOf(setting),
    goods: otherGoodsOf(setting),
  };
}

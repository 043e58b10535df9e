/**
 * Kaesong, August 2020, as the events its offices would send: day by day, made lazily, and always the same
 * for the same options. What is sourced and what is generated stands in the README beside this file.
 */
import { registryOfJuly } from './days/07-24-registry.ts';
import { order } from './days/08-05-order.ts';
import { firstTrain } from './days/08-07-first-train.ts';
import { firstHandovers } from './days/08-08-first-handovers.ts';
import { wrongBag } from './days/08-09-wrong-bag.ts';
import { storesAndSecondInstalments } from './days/08-10-stores-and-second-instalments.ts';
import { amendment } from './days/08-11-amendment.ts';
import { secondTrain } from './days/08-12-second-train.ts';
import { secondHandovers } from './days/08-13-second-handovers.ts';
import { lastHandovers } from './days/08-14-last-handovers.ts';
import { counts } from './days/08-15-counts.ts';
import { lateSheet } from './days/08-16-late-sheet.ts';
import { transfer } from './days/08-17-transfer.ts';
import { type ScenarioOptions, settingOf } from './setting.ts';
import type { Scenario } from './steps.ts';
import { storyOf } from './story.ts';

/** One district: about 2,000 households over four centres. */
export const districtOptions: ScenarioOptions = {
  population: 8_180,
  centreIds: ['KS-D01', 'KS-D02', 'KS-D03', 'KS-R01'],
};

const diary = [
  registryOfJuly,
  order,
  firstTrain,
  firstHandovers,
  wrongBag,
  storesAndSecondInstalments,
  amendment,
  secondTrain,
  secondHandovers,
  lastHandovers,
  counts,
  lateSheet,
  transfer,
];

/** The story and its rows for the given options. Errors: a missing or broken example file, options out of range. */
export function kaesongScenario(options: ScenarioOptions) {
  const setting = settingOf(options);
  const story = storyOf(setting);
  const scenario: Scenario = {
    orderId: setting.order.orderId,
    title: setting.order.title,
    centres: setting.centres,
    households: setting.householdCount,
    population: setting.population,
    days: diary.map((day) => day(story)),
  };
  return {
    ...scenario,
    rations: setting.rations,
    registry: setting.households,
    receipts: story.handovers.receipts,
    receiptsFoundLater: story.handovers.foundLater,
    receiptsForged: story.handovers.forged,
    payments: story.payments.payments,
  };
}

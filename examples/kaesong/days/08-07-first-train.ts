import { at } from '../documents.ts';
import type { Day } from '../steps.ts';
import type { Story } from '../story.ts';
import { trainSteps } from './train-steps.ts';

export const firstTrain = ({ setting, documents, trains, handovers }: Story): Day => {
  const { firstCentreId } = setting;
  const { early } = handovers;
  return {
    title: '7 August 2020 · the train, and a desk that wrote its receipt too early',
    steps: [
      {
        name: 'early-receipt',
        title: 'a receipt before its goods is held',
        events: () => [
          documents.sheet(`sheet-2020-08-07-${firstCentreId}-early`, at(7, '10:00'), firstCentreId, [early]),
        ],
        settlement: { kind: 'held', reason: 'exceeds-release', references: [early.receiptId] },
      },
      ...trainSteps(documents, 'train', trains.first, 7),
      {
        name: 'early-receipt-posts',
        title: 'the held receipt posts by itself',
        events: () => [],
        settlement: { kind: 'not-held', references: [early.receiptId] },
      },
    ],
  };
};

import { at } from '../documents.ts';
import type { Day } from '../steps.ts';
import type { Story } from '../story.ts';

export const lastHandovers = ({ setting, documents, handovers, settlements }: Story): Day => {
  const { firstCentreId } = setting;
  return {
    title: '14 August 2020 · the rest of them, and a bag too many',
    steps: [
      {
        name: 'handovers-08-14',
        title: 'handover sheets',
        events: () => documents.sheets(14, handovers.receipts(14)),
        settlement: settlements.afterFourteenth,
      },
      ...(handovers.forged.length === 0
        ? []
        : [
            {
              name: 'forged-receipts',
              title: 'a clerk writes receipts for those who never came, and carries their goods home',
              events: () => documents.lateSheets(14, handovers.forged),
              settlement: settlements.afterForged,
            },
          ]),
      {
        name: 'bag-too-many',
        title: 'a household was handed 5 kg of rice beyond its ration; the books say so, as an over-issue',
        events: () => [
          documents.sheet(`sheet-2020-08-14-${firstCentreId}-over`, at(14, '17:30'), firstCentreId, [
            handovers.tooMuch,
          ]),
        ],
        settlement: settlements.afterTooMuch,
      },
    ],
  };
};

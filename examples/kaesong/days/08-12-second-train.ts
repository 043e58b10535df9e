import { at } from '../documents.ts';
import type { Day, Step } from '../steps.ts';
import type { Story } from '../story.ts';
import { trainSteps } from './train-steps.ts';

const writtenAhead = ({ setting, documents, handovers }: Story): Step => ({
  name: 'written-ahead',
  title: 'receipts beyond the released share are held',
  events: () =>
    handovers.ahead.sheets.map((rows, index) =>
      documents.sheet(
        `sheet-2020-08-12-${setting.firstCentreId}-${index + 1}`,
        at(12, `0${8 + index}:00`),
        setting.firstCentreId,
        rows,
      ),
    ),
  settlement: {
    kind: 'held',
    reason: 'exceeds-release',
    references: handovers.ahead.receipts.map(({ receiptId }) => receiptId),
  },
});

export const secondTrain = (story: Story): Day => {
  const { documents, trains, handovers, settlements } = story;
  const { witness, witnessReceipts } = handovers.ahead;
  return {
    title: '12 August 2020 · a desk writes ahead, and a second train comes',
    steps: [
      writtenAhead(story),
      ...trainSteps(documents, 'second-train', trains.second, 12),
      {
        name: 'written-ahead-posts',
        title: 'the held receipts post by themselves',
        events: () => [],
        settlement: settlements.afterWrittenAhead,
      },
      {
        name: 'in-order',
        title: 'in the order they were recorded',
        events: () => [],
        settlement: {
          kind: 'posted-in-order',
          householdId: witness.householdId,
          references: witnessReceipts.map(({ receiptId }) => receiptId),
        },
      },
    ],
  };
};

import { at } from '../documents.ts';
import type { Day } from '../steps.ts';
import type { Story } from '../story.ts';

/** What was handed over on the 14th is typed in after the count of the 15th: it explains what that count found missing. */
export const lateSheet = ({ setting, documents, handovers, settlements }: Story): Day => {
  const { carelessCentreId } = setting;
  const rows = handovers.foundLater.map(([, receipt]) => receipt);
  return {
    title: '16 August 2020 · a sheet of the 14th is found in a drawer',
    steps:
      rows.length === 0
        ? []
        : [
            {
              name: 'late-sheet',
              title: 'it explains what the count of the 15th found missing, but for a bag of corn',
              events: () => [
                documents.sheet(
                  `sheet-2020-08-14-${carelessCentreId}-found`,
                  at(14, '17:00'),
                  carelessCentreId,
                  rows,
                ),
              ],
              settlement: settlements.afterFoundLater,
            },
          ],
  };
};

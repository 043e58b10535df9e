/** Losses by cause, on arrival or in store. */
import { type LossCause, type LossLine, lossCauses } from './events.ts';
import { type Amounts, amountsOfLines } from './quantity.ts';

/** Causes that look like siphoning. */
const unexplainedCauses: readonly LossCause[] = ['stolen', 'short-delivered', 'unexplained'];

/** What was lost to each cause, in the contract's order of causes; a cause of nothing is left out. */
export function lossesByCause(
  lines: readonly LossLine[],
): readonly { readonly cause: LossCause; readonly lost: Amounts }[] {
  return lossCauses.flatMap((cause) => {
    const ofCause = lines.filter((line) => line.cause === cause);
    return ofCause.length === 0 ? [] : [{ cause, lost: amountsOfLines(ofCause) }];
  });
}

export const unexplainedLosses = (lines: readonly LossLine[]): Amounts =>
  amountsOfLines(lines.filter(({ cause }) => unexplainedCauses.includes(cause)));

/** The lines of a receipt: all that is due, or what was typed instead. */
import { baseQuantity, thousandthsOf, type Unit } from '../../../shared/domain/quantity.ts';
import { thousandths } from '../../figures/exact.ts';
import { numberOf } from '../../writing/model/conversion.ts';
import type { DeskGoods } from './list.ts';
import type { DeskLine } from './records.ts';

type Named = Pick<DeskGoods, 'commodity' | 'unit'>;

export const linesOf = (goods: readonly Named[], quantities: readonly number[]): readonly DeskLine[] =>
  goods
    .map(({ commodity, unit }, at) => ({ commodity, unit, quantity: quantities[at] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);

export interface Less {
  readonly lines: readonly DeskLine[];
  /** What keeps it from being recorded. */
  readonly fault?: { readonly is: 'notNumber' | 'tooMuch' | 'nothingChosen'; readonly commodity?: string };
}

/** Whether the ledger takes it: of what is counted there are no parts, and one wrong row has a whole sheet refused. */
function isQuantity(quantity: number | undefined, unit: Unit | undefined): boolean {
  if (quantity === undefined || unit === undefined || quantity < 0) return false;
  const exact = thousandthsOf(String(quantity));
  return exact !== undefined && baseQuantity(exact, unit) !== undefined;
}

/** What was typed in the place of all that is due: an empty field is nothing, and nothing may be more than what is due. */
export function lessOf(goods: readonly Named[], due: readonly number[], typed: readonly string[]): Less {
  const quantities = typed.map((text) => (text.trim() === '' ? 0 : numberOf(text.trim())));
  const lines = linesOf(
    goods,
    quantities.map((quantity) => quantity ?? 0),
  );
  const wrong = quantities.findIndex((quantity, at) => !isQuantity(quantity, goods[at]?.unit));
  const over = quantities.findIndex((quantity = 0, at) => thousandths(quantity) > thousandths(due[at] ?? 0));
  const at = wrong >= 0 ? wrong : over;
  const { commodity } = goods[at] ?? {};
  if (commodity !== undefined)
    return { lines, fault: { is: wrong >= 0 ? 'notNumber' : 'tooMuch', commodity } };
  return lines.length === 0 ? { lines, fault: { is: 'nothingChosen' } } : { lines };
}

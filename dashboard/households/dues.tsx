import type { JSX } from 'preact';
import type { HouseholdAnswer } from '../../shared/contract/answers/households.ts';
import { Scrolling } from '../page/scrolling.tsx';
import { useWords } from '../words/words.ts';

const columns = ['entitled', 'released', 'received', 'outstanding', 'overIssued'] as const;

/** What a household is due under an order and has received, of goods and of money. */
export function Dues({
  block,
}: {
  readonly block: HouseholdAnswer['orders'][number] | undefined;
}): JSX.Element {
  const words = useWords();
  if (block === undefined) return <p class="empty">{words.say('household.notCovered')}</p>;
  const { entitlements, stipend } = block;
  const hasTooMuch =
    (stipend !== undefined && stipend.overpaid > 0) || entitlements.some(({ overIssued }) => overIssued > 0);
  const shown = columns.filter((column) => column !== 'overIssued' || hasTooMuch);
  const labelOf = (column: (typeof columns)[number]): string =>
    words.say(column === 'received' ? 'goods.receivedByHousehold' : `goods.${column}`);
  return (
    <section class="panel" aria-labelledby="dues">
      <h2 id="dues">{words.say('household.entitlements')}</h2>
      <Scrolling label={words.say('household.entitlements')}>
        <table class="figures figure-cards">
          <caption class="unseen">{words.say('household.entitlements')}</caption>
          <thead>
            <tr>
              <th scope="col">{words.say('goods.commodity')}</th>
              {shown.map((column) => (
                <th key={column} scope="col" class="number">
                  {labelOf(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entitlements.map((line) => (
              <tr key={line.commodity}>
                <th scope="row">
                  {words.commodity(line.commodity)}
                  <span class="unit"> {words.unit(line.unit)}</span>
                </th>
                {shown.map((column) => (
                  <td
                    key={column}
                    class={`number ${column}${line[column] === 0 ? ' zero' : ''}`}
                    data-label={labelOf(column)}
                    data-figure={`${line.commodity} ${column}`}
                  >
                    {words.number(line[column])}
                  </td>
                ))}
              </tr>
            ))}
            {stipend !== undefined && (
              <tr>
                <th scope="row">{words.say('household.stipend')}</th>
                <td class="number" data-label={labelOf('entitled')}>
                  {words.money(stipend.due, stipend.currency)}
                </td>
                <td class="number" data-label={labelOf('released')}>
                  –
                </td>
                <td class="number" data-label={labelOf('received')}>
                  {words.money(stipend.paid, stipend.currency)}
                </td>
                <td
                  class={`number outstanding${stipend.outstanding === 0 ? ' zero' : ''}`}
                  data-label={labelOf('outstanding')}
                >
                  {words.money(stipend.outstanding, stipend.currency)}
                </td>
                {hasTooMuch && (
                  <td
                    class={`number overIssued${stipend.overpaid === 0 ? ' zero' : ''}`}
                    data-label={labelOf('overIssued')}
                  >
                    {words.money(stipend.overpaid, stipend.currency)}
                  </td>
                )}
              </tr>
            )}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}

/** The list of a desk on paper: for the time when no device works. */
import type { JSX } from 'preact';
import { instantText } from '../../figures/instants.ts';
import type { HandoverDesk } from '../handover-desk.ts';
import type { DeskWords } from '../words/words.ts';
import { printAlone } from './printing.ts';

export const printList = (desk: HandoverDesk, words: DeskWords): void =>
  printAlone(<ListSheet desk={desk} words={words} />);

interface ListSheetProps {
  readonly desk: HandoverDesk;
  readonly words: DeskWords;
}

function ListSheet({ desk, words }: ListSheetProps): JSX.Element | null {
  const { list } = desk;
  if (list === undefined) return null;
  return (
    <>
      <h1>{list.centreName ?? list.centreId}</h1>
      <p>
        {list.title} ·{' '}
        {words.tell('print.asOf', { time: instantText(words.locale, new Date().toISOString()) })}
      </p>
      <table class="figures distribution-list">
        <thead>
          <tr>
            <th scope="col">{words.tell('print.household')}</th>
            <th scope="col">{words.tell('print.name')}</th>
            <th scope="col" class="number">
              {words.tell('print.persons')}
            </th>
            {list.goods.map(({ commodity, unit }) => (
              <th key={commodity} scope="col" class="number">
                {words.commodity(commodity)} <span class="unit">{words.unit(unit)}</span>
              </th>
            ))}
            <th scope="col" class="signature">
              {words.tell('print.signature')}
            </th>
          </tr>
        </thead>
        <tbody>
          {list.households.map((household) => (
            <tr key={household.householdId}>
              <th scope="row">{household.householdId}</th>
              <td>{household.name}</td>
              <td class="number">{words.number(household.persons)}</td>
              {list.goods.map(({ commodity }, at) => (
                <td key={commodity} class="number">
                  {words.number(desk.standingOf(household)?.due[at] ?? 0)}
                </td>
              ))}
              <td class="signature" />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

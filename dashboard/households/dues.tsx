import type { JSX } from 'preact';
import type { HouseholdAnswer } from '../../shared/contract/answers/households.ts';
import { Scrolling } from '../page/scrolling.tsx';
import { useWords, type Words } from '../words/words.ts';

const columns = ['entitled', 'released', 'received', 'outstanding', 'overIssued'] as const;

type Column = (typeof columns)[number];
type Block = HouseholdAnswer['orders'][number];

/** What a household is due under an order and has received, of goods and of money. */
export function Dues({ block }: { readonly block: Block | undefined }): JSX.Element {
  const words = useWords();
  if (block === undefined) return <p class="empty">{words.say('household.notCovered')}</p>;
  const { entitlements, stipend } = block;
  const hasTooMuch =
    (stipend !== undefined && stipend.overpaid > 0) || entitlements.some(({ overIssued }) => overIssued > 0);
  const shown = columns.filter((column) => column !== 'overIssued' || hasTooMuch);
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
                  {labelOf(column, words)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entitlements.map((line) => (
              <GoodsRow key={line.commodity} line={line} shown={shown} />
            ))}
            {stipend !== undefined && <StipendRow stipend={stipend} hasTooMuch={hasTooMuch} />}
          </tbody>
        </table>
      </Scrolling>
    </section>
  );
}

const labelOf = (column: Column, words: Words): string =>
  words.say(column === 'received' ? 'goods.receivedByHousehold' : `goods.${column}`);

interface GoodsRowProps {
  readonly line: Block['entitlements'][number];
  readonly shown: readonly Column[];
}

function GoodsRow({ line, shown }: GoodsRowProps): JSX.Element {
  const words = useWords();
  return (
    <tr>
      <th scope="row">
        {words.commodity(line.commodity)}
        <span class="unit"> {words.unit(line.unit)}</span>
      </th>
      {shown.map((column) => (
        <td
          key={column}
          class={`number ${column}${line[column] === 0 ? ' zero' : ''}`}
          data-label={labelOf(column, words)}
          data-figure={`${line.commodity} ${column}`}
        >
          {words.number(line[column])}
        </td>
      ))}
    </tr>
  );
}

interface StipendRowProps {
  readonly stipend: NonNullable<Block['stipend']>;
  readonly hasTooMuch: boolean;
}

function StipendRow({ stipend, hasTooMuch }: StipendRowProps): JSX.Element {
  const words = useWords();
  const { due, paid, outstanding, overpaid, currency } = stipend;
  return (
    <tr>
      <th scope="row">{words.say('household.stipend')}</th>
      <td class="number" data-label={labelOf('entitled', words)}>
        {words.money(due, currency)}
      </td>
      <td class="number" data-label={labelOf('released', words)}>
        –
      </td>
      <td class="number" data-label={labelOf('received', words)}>
        {words.money(paid, currency)}
      </td>
      <td
        class={`number outstanding${outstanding === 0 ? ' zero' : ''}`}
        data-label={labelOf('outstanding', words)}
      >
        {words.money(outstanding, currency)}
      </td>
      {hasTooMuch && (
        <td
          class={`number overIssued${overpaid === 0 ? ' zero' : ''}`}
          data-label={labelOf('overIssued', words)}
        >
          {words.money(overpaid, currency)}
        </td>
      )}
    </tr>
  );
}

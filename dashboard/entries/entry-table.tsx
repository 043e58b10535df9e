import type { JSX } from 'preact';
import type { EntryAnswer } from '../../shared/contract/answers/entries.ts';
import { instantText } from '../figures/instants.ts';
import { type Remedy, remedyOfEntry } from '../findings/remedies.ts';
import { WhatCanBeDone } from '../findings/what-can-be-done.tsx';
import { Scrolling } from '../page/scrolling.tsx';
import { type Column, SortChoice, SortHeading, useSorting } from '../page/sorting.tsx';
import { PlaceLink } from '../reader/place-link.tsx';
import { useWords, type Words } from '../words/words.ts';
import { Counterparty, DocumentLink } from './entry-links.tsx';
import { EntryProof } from './entry-proof.tsx';

interface EntryTableProps {
  readonly entries: readonly EntryAnswer[];
  readonly orderId: string;
  readonly caption: string;
  /** Whether they are all there are: only then can they be sorted. */
  readonly isWhole: boolean;
}

/** Entries of a ledger as booked, with the running balance of goods or of money. */
export function EntryTable({ entries, orderId, caption, isWhole }: EntryTableProps): JSX.Element {
  const words = useWords();
  const change = changeColumn(entries, words);
  const columns = columnsOf(words);
  const chosen = useSorting(change === undefined ? columns : [...columns, change], 'entries');
  const sorting = isWhole && entries.length > 1 ? chosen : undefined;
  return (
    <>
      {sorting !== undefined && <SortChoice sorting={sorting} />}
      <Scrolling label={caption}>
        <table class="figures entries row-cards">
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ name, label }) => (
                <SortHeading key={name} sorting={sorting} name={name}>
                  {label}
                </SortHeading>
              ))}
              <SortHeading sorting={change && sorting} name="change" isNumber>
                {words.say('card.change')}
              </SortHeading>
              <th scope="col" class="number">
                {words.say('card.balance')}
              </th>
            </tr>
          </thead>
          <tbody>
            {(sorting?.sorted(entries) ?? entries).map((entry) => (
              <EntryRow
                key={`${entry.account}@${entry.seq}`}
                entry={entry}
                orderId={orderId}
                remedy={remedyOfEntry(entry, entries)}
              />
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  );
}

/** A balance runs on from row to row, so nothing is sorted by it. */
const columnsOf = (words: Words): readonly Column<EntryAnswer>[] => [
  { name: 'when', label: words.say('card.when'), value: ({ occurredAt }) => Date.parse(occurredAt) },
  { name: 'what', label: words.say('card.what'), value: ({ type }) => words.say(`entry.${type}`) },
  {
    name: 'with',
    label: words.say('card.with'),
    // A group has many others, and a count none.
    value: ({ counterparty, group }) =>
      group === undefined && !counterparty.startsWith('count:')
        ? counterparty.slice(counterparty.indexOf(':') + 1)
        : undefined,
  },
  { name: 'reference', label: words.say('card.reference'), value: ({ reference }) => reference },
];

/** Figures compare where they are of one commodity, or of money. */
function changeColumn(entries: readonly EntryAnswer[], words: Words): Column<EntryAnswer> | undefined {
  const measures = new Set(
    entries.flatMap(({ lines, money }) => [
      ...lines.map(({ commodity }) => commodity),
      ...(money === null ? [] : [`money ${money.currency}`]),
    ]),
  );
  if (measures.size > 1) return undefined;
  const label = words.say('card.change');
  return { name: 'change', label, value: ({ lines: [line], money }) => money?.amount ?? line?.quantity };
}

interface EntryRowProps {
  readonly entry: EntryAnswer;
  readonly orderId: string;
  readonly remedy: Remedy | undefined;
}

function EntryRow({ entry, orderId, remedy }: EntryRowProps): JSX.Element {
  const words = useWords();
  const { occurredAt, type, reference, counterparty, group, lines, balance, money, moneyBalance } = entry;
  const asides = asidesOf(entry, words);
  return (
    <tr data-entry={reference}>
      <td class="when">{instantText(words.locale, occurredAt)}</td>
      <td class="what">
        <span class="type">{words.say(`entry.${type}`)}</span>
        {(asides.length > 0 || remedy !== undefined) && (
          <div class="told">
            {asides.map((aside) => (
              <span key={aside} class="aside">
                {aside}
              </span>
            ))}
            <WhatCanBeDone remedy={remedy} orderId={orderId} />
          </div>
        )}
      </td>
      <td class="with">
        {group === undefined ? (
          <Counterparty counterparty={counterparty} orderId={orderId} />
        ) : (
          <details>
            <summary>
              {words.say(type === 'dispatch' ? 'card.group.waybills' : 'card.group', { count: group.length })}
            </summary>
            <ul class="group">
              {group.map((member) => (
                <li key={member.reference}>
                  {member.householdId !== '' && (
                    <PlaceLink orderId={orderId} view="households" id={member.householdId} />
                  )}{' '}
                  <DocumentLink type={type} reference={member.reference} orderId={orderId} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </td>
      <td class="reference">
        <DocumentLink type={type} reference={reference} orderId={orderId} />
        <EntryProof entry={entry} orderId={orderId} />
      </td>
      <td class="number change" data-label={words.say('card.change')}>
        {lines.map(({ commodity, unit, quantity }) => (
          <span key={commodity} class="line">
            {words.commodity(commodity)} {words.quantity(quantity, unit)}
          </span>
        ))}
        {money !== null && words.money(money.amount, money.currency)}
        {lines.length === 0 &&
          money === null &&
          (type === 'count-variance' ? words.say('entry.noDifference') : '–')}
      </td>
      <td class="number" data-label={words.say('card.balance')}>
        {lines.map(({ commodity, unit }) => (
          <span key={commodity} class="line">
            {words.quantity(balance.find((line) => line.commodity === commodity)?.quantity ?? 0, unit)}
          </span>
        ))}
        {moneyBalance !== undefined && words.money(moneyBalance.amount, moneyBalance.currency)}
      </td>
    </tr>
  );
}

/** What an entry says beside its type, in plain words. */
function asidesOf(entry: EntryAnswer, words: ReturnType<typeof useWords>): readonly string[] {
  const { type, reverses, reason, overIssue, collectedBy, countVariance } = entry;
  // A void names an entry of the books, which says nothing to people; its document is the one of the row.
  const document = type === 'void' ? undefined : reverses;
  const change = countVariance?.map(
    ({ commodity, unit, quantity }) =>
      `${words.commodity(commodity)} ${signed(words.quantity(quantity, unit))}`,
  );
  return [
    isToldInWords(type) ? words.say(`entry.about.${type}`) : undefined,
    document && words.say('entry.reverses', { reference: document }),
    reason,
    overIssue && words.say('entry.overIssue', overIssue),
    collectedBy && words.say('entry.collectedBy', { collectedBy }),
    change && words.say('entry.lateForCount', { change: change.join(', ') }),
  ].filter((aside) => aside !== undefined);
}

const toldInWords = ['void', 'transfer', 'closing'] as const;
const isToldInWords = (type: string): type is (typeof toldInWords)[number] =>
  toldInWords.some((told) => told === type);

const signed = (figure: string): string => (/^[-−]/.test(figure) ? figure : `+${figure}`);

import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { thousandths } from '../../figures/exact.ts';
import { instantText } from '../../figures/instants.ts';
import { useDesk } from '../desk-context.ts';
import type { Handover } from '../handover-desk.ts';
import { lessOf, linesOf } from '../model/lines.ts';
import type { DeskHousehold } from '../model/list.ts';
import type { MissedRecord } from '../model/records.ts';
import type { Refused, Standing } from '../model/standing.ts';
import { useDeskWords } from '../words/words.ts';
import { MissedForm } from './missed-form.tsx';
import { factsText, Settling } from './settling.tsx';

interface HouseholdCardProps {
  readonly household: DeskHousehold;
  readonly onHandOver: (handover: Handover) => void;
  readonly onMissed: (reason: MissedRecord['reason'], note?: string) => void;
  readonly onClose: () => void;
}

/** What is due to a household, and one key or tap that hands all of it over. */
export function HouseholdCard({
  household,
  onHandOver,
  onMissed,
  onClose,
}: HouseholdCardProps): JSX.Element | null {
  const words = useDeskWords();
  const { desk } = useDesk();
  const [collector, setCollector] = useState('');
  const [typed, setTyped] = useState<readonly string[]>();
  const [isMissing, setMissing] = useState(false);
  const first = useRef<HTMLButtonElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  const standing = desk.standingOf(household);
  useLayoutEffect(() => (first.current?.disabled ? back : first).current?.focus(), []);
  const { list, shelf } = desk;
  if (standing === undefined || list === undefined) return null;
  const { householdId, name, neighbourhood, persons } = household;
  const { due, servedToday } = standing;
  const less = typed && lessOf(list.goods, due, typed);
  const lines = less?.lines ?? linesOf(list.goods, due);
  const fault = typed === undefined ? undefined : less?.fault;
  const isShort = due.some((one, at) => thousandths(one) > thousandths(Math.max(0, shelf[at] ?? 0)));
  const handOver = (): void => {
    if (lines.length === 0 || fault !== undefined) return;
    const collectedBy = collector.trim();
    onHandOver({ householdId, lines, ...(collectedBy !== '' && { collectedBy }) });
  };
  return (
    <section
      class="panel household-card"
      aria-labelledby="household"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        // A key that is held since the search must not hand over.
        if (event.repeat && event.key === 'Enter') event.preventDefault();
      }}
    >
      <h2 id="household">
        {householdId} {name}
      </h2>
      <p class="subtitle">
        <span>{words.tell('household.persons', { count: persons })}</span>
        {neighbourhood !== undefined && <span>{neighbourhood}</span>}
      </p>
      {servedToday !== undefined && (
        <p class="stale">
          {words.tell('household.servedToday', { time: instantText(words.locale, servedToday) })}
        </p>
      )}
      {standing.refused !== undefined && <RefusedNotice refused={standing.refused} />}
      {lines.length === 0 && typed === undefined && <p>{words.tell('household.nothing')}</p>}
      <DueTable standing={standing} typed={typed} onType={setTyped} />
      {isShort && <p class="notice">{words.tell('household.short')}</p>}
      <label class="field">
        {words.tell('household.proxy')}
        <input
          autocomplete="off"
          maxLength={200}
          value={collector}
          onInput={({ currentTarget }) => setCollector(currentTarget.value)}
          onKeyDown={({ key }) => {
            if (key === 'Enter') handOver();
          }}
        />
      </label>
      <MissedForm onMissed={onMissed} onOpen={setMissing} />
      <div class="desk-keys">
        {fault !== undefined && (
          <p role="alert" class="fault">
            {words.tell(`household.${fault.is}`, { commodity: words.commodity(fault.commodity ?? '') })}
          </p>
        )}
        <button type="button" ref={back} onClick={onClose}>
          {words.tell('household.close')}
        </button>
        <button
          type="button"
          hidden={isMissing}
          onClick={() => setTyped(typed === undefined ? due.map(String) : undefined)}
          aria-pressed={typed !== undefined}
        >
          {words.tell('household.less')}
        </button>
        <button
          type="button"
          class="primary"
          ref={first}
          hidden={isMissing}
          disabled={lines.length === 0 || fault !== undefined}
          onClick={handOver}
        >
          {words.tell(
            servedToday !== undefined
              ? 'household.another'
              : typed === undefined
                ? 'household.all'
                : 'household.these',
          )}
        </button>
      </div>
    </section>
  );
}

/** What the ledger has refused since the list was taken: the list does not know of it, and the next one does. */
function RefusedNotice({ refused }: { readonly refused: Refused }): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const { record, reason, detail, exceptionId } = refused;
  const { received } = detail;
  const goods = desk.list?.goods.find(({ commodity }) => commodity === detail['commodity']);
  const isServed =
    goods !== undefined && reason === 'exceeds-entitlement' && typeof received === 'number' && received > 0;
  return (
    <div class="stale refused-since" data-refused={record.key}>
      <p>
        {words.tell('household.refused', {
          time: instantText(words.locale, record.at),
          reason: words.named('reason', reason),
        })}
        {!isServed && factsText(words, detail)}
      </p>
      {isServed && (
        <p>
          {words.tell('household.refused.served', {
            goods: `${words.commodity(goods.commodity)} ${words.quantity(received, goods.unit)}`,
          })}
        </p>
      )}
      <p>{words.tell('household.refused.do')}</p>
      <details>
        <summary>{words.tell('household.refused.goods')}</summary>
        <Settling record={record} exceptionId={exceptionId} reason={reason} />
      </details>
    </div>
  );
}

interface DueTableProps {
  readonly standing: Standing;
  /** What is handed over instead of all, by the list's goods. */
  readonly typed: readonly string[] | undefined;
  readonly onType: (typed: readonly string[]) => void;
}

function DueTable({ standing: { due, received }, typed, onType }: DueTableProps): JSX.Element | null {
  const words = useDeskWords();
  const { desk } = useDesk();
  const { list, shelf } = desk;
  const rows = useMemo(() => (list?.goods ?? []).map((goods, at) => ({ ...goods, at })), [list]);
  if (list === undefined) return null;
  return (
    <table class="figures due-table">
      <thead>
        <tr>
          <td />
          <th scope="col" class="number">
            {words.tell('household.due')}
          </th>
          <th scope="col" class="number">
            {words.tell('household.received')}
          </th>
          <th scope="col" class="number">
            {words.tell('household.shelf')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ commodity, unit, at }) => (
          <tr key={commodity} data-goods={commodity}>
            <th scope="row">
              {words.commodity(commodity)} <span class="unit">{words.unit(unit)}</span>
            </th>
            <td class="number due">
              {typed === undefined ? (
                words.number(due[at] ?? 0)
              ) : (
                <input
                  inputMode="decimal"
                  aria-label={words.commodity(commodity)}
                  value={typed[at]}
                  onInput={({ currentTarget }) => onType(typed.with(at, currentTarget.value))}
                />
              )}
            </td>
            <td class="number">{words.number(received[at] ?? 0)}</td>
            <td class="number">{words.number(shelf[at] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { thousandths } from '../../figures/exact.ts';
import { instantText } from '../../figures/instants.ts';
import { useDesk } from '../desk-context.ts';
import type { Handover } from '../handover-desk.ts';
import { type Less, lessOf, linesOf } from '../model/lines.ts';
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
  const standing = desk.standingOf(household);
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
      <Collector collector={collector} onType={setCollector} onEnter={handOver} />
      <MissedForm onMissed={onMissed} onOpen={setMissing} />
      <Keys
        fault={fault}
        isNothing={lines.length === 0}
        isLess={typed !== undefined}
        isAnother={servedToday !== undefined}
        isMissing={isMissing}
        onClose={onClose}
        onLess={() => setTyped(typed === undefined ? due.map(String) : undefined)}
        onHandOver={handOver}
      />
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

interface CollectorProps {
  readonly collector: string;
  readonly onType: (collector: string) => void;
  readonly onEnter: () => void;
}

/** Who collects in the household's place. */
function Collector({ collector, onType, onEnter }: CollectorProps): JSX.Element {
  const words = useDeskWords();
  return (
    <label class="field">
      {words.tell('household.proxy')}
      <input
        autocomplete="off"
        maxLength={200}
        value={collector}
        onInput={({ currentTarget }) => onType(currentTarget.value)}
        onKeyDown={({ key, isComposing, repeat }) => {
          // A syllable that is still being put together is finished by Enter.
          if (key === 'Enter' && !isComposing && !repeat) onEnter();
        }}
      />
    </label>
  );
}

interface KeysProps {
  readonly fault: Less['fault'];
  readonly isNothing: boolean;
  /** Whether less than all is handed over. */
  readonly isLess: boolean;
  /** Whether it was served on this day already. */
  readonly isAnother: boolean;
  /** Whether it is being noted as not served. */
  readonly isMissing: boolean;
  readonly onClose: () => void;
  readonly onLess: () => void;
  readonly onHandOver: () => void;
}

/** The key that hands over has the focus at first; where there is nothing to hand over, the one that closes. */
function Keys(props: KeysProps): JSX.Element {
  const { fault, isNothing, isLess, isAnother, isMissing, onClose, onLess, onHandOver } = props;
  const words = useDeskWords();
  const first = useRef<HTMLButtonElement>(null);
  const back = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => (first.current?.disabled ? back : first).current?.focus(), []);
  return (
    <div class="desk-keys">
      {fault !== undefined && (
        <p role="alert" class="fault">
          {words.tell(`household.${fault.is}`, { commodity: words.commodity(fault.commodity ?? '') })}
        </p>
      )}
      <button type="button" ref={back} onClick={onClose}>
        {words.tell('household.close')}
      </button>
      <button type="button" hidden={isMissing} onClick={onLess} aria-pressed={isLess}>
        {words.tell('household.less')}
      </button>
      <button
        type="button"
        class="primary"
        ref={first}
        hidden={isMissing}
        disabled={isNothing || fault !== undefined}
        onClick={onHandOver}
      >
        {words.tell(isAnother ? 'household.another' : isLess ? 'household.these' : 'household.all')}
      </button>
    </div>
  );
}

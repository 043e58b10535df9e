import type { ComponentChildren, JSX } from 'preact';
import { instantText } from '../../figures/instants.ts';
import { useDesk } from '../desk-context.ts';
import type { DeskList } from '../model/list.ts';
import { type DeskRecord, isToSettle, type RecordState } from '../model/records.ts';
import { useDeskWords } from '../words/words.ts';
import { RecordText } from './record-text.tsx';
import { factsText, Settling } from './settling.tsx';

/** Records shown at once; the others are behind the choice of what needs attention. */
const maxShown = 200;

const needsAttention = (record: DeskRecord, state: RecordState): boolean =>
  state.is === 'held' || state.is === 'refused' || isToSettle(record, state);

export interface RecordsFilter {
  /** Whether only what needs attention is shown. */
  readonly isFiltered: boolean;
  readonly setFiltered: (isFiltered: boolean) => void;
}

/** What was recorded on this device, and how far each of it is; a refusal says by name what can be done. */
export function RecordsPanel({ isFiltered, setFiltered }: RecordsFilter): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const all = desk.records.map((record) => ({ record, state: desk.stateOf(record) }));
  const shown = all
    .filter(({ record, state }) => !isFiltered || needsAttention(record, state))
    .slice(0, maxShown);
  if (all.length === 0) return <p class="empty">{words.tell('records.none')}</p>;
  return (
    <section class="panel" aria-labelledby="records">
      <h2 id="records">{words.tell('tab.records')}</h2>
      <label class="choice">
        <input
          type="checkbox"
          checked={isFiltered}
          onChange={({ currentTarget }) => setFiltered(currentTarget.checked)}
        />
        <span>{words.tell('records.only')}</span>
      </label>
      <ul class="outcomes">
        {shown.map(({ record, state }) => (
          <li key={record.key} class={`outcome-${state.is}`} data-record={record.key} data-state={state.is}>
            <p class="outcome-title">
              <strong>{nameOf(listOf(desk.lists, record)?.households, record.householdId)}</strong>
              {desk.lists.length > 1 && (
                <span>{listOf(desk.lists, record)?.centreName ?? record.centreId}</span>
              )}
              {record.kind === 'handover' && <span>{record.key}</span>}
              <time dateTime={record.at}>{instantText(words.locale, record.at)}</time>
              <span class={`status status-${state.is}`}>{words.tell(`state.${state.is}`)}</span>
            </p>
            <p>
              <RecordText record={record} />
            </p>
            <Said record={record} state={state} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The list that it was recorded with; that may have been dropped since. */
const listOf = (lists: readonly DeskList[], { list }: DeskRecord): DeskList | undefined =>
  lists.find(({ key }) => key === list);

interface Named {
  readonly householdId: string;
  readonly name?: string;
}

const nameOf = (households: readonly Named[] = [], householdId: string): string =>
  [householdId, households.find((one) => one.householdId === householdId)?.name].filter(Boolean).join(' ');

interface SaidProps {
  readonly record: DeskRecord;
  readonly state: RecordState;
}

function Said({ record, state }: SaidProps): ComponentChildren {
  const words = useDeskWords();
  switch (state.is) {
    case 'refused':
      return (
        <p>
          {state.isEnded
            ? words.tell('state.ended.why')
            : words.tell('state.refused.why', { said: state.said })}
        </p>
      );
    case 'held':
    case 'rejected':
      return (
        <>
          <p>
            {words.tell(`state.${state.is}.why`, { reason: words.named('reason', state.reason ?? '') })}
            {factsText(words, state.detail)}
          </p>
          {state.is === 'rejected' && record.kind === 'handover' && <Settling record={record} {...state} />}
        </>
      );
    default:
      return null;
  }
}

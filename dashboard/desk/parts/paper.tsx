import type { JSX, RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { instantIn } from '../../../shared/domain/moments.ts';
import { clockText } from '../../writing/model/conversion.ts';
import { causeOf, useDesk } from '../desk-context.ts';
import { householdsNumbered } from '../model/find.ts';
import { linesOf } from '../model/lines.ts';
import type { DeskRecord } from '../model/records.ts';
import { useDeskWords } from '../words/words.ts';
import { LastRecord } from './last-record.tsx';

/** Paper before, and paper after. */
export function Paper(): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  return (
    <>
      <section class="panel" aria-labelledby="paper-print">
        <h2 id="paper-print">{words.tell('paper.print.title')}</h2>
        <p>{words.tell('paper.print.why')}</p>
        <p class="actions">
          <button
            type="button"
            onClick={() =>
              void import('../print/list-sheet.tsx').then(({ printList }) => printList(desk, words))
            }
          >
            {words.tell('paper.print')}
          </button>
        </p>
      </section>
      <Typing />
    </>
  );
}

/** Number, Enter, number, Enter: each records all that is due to a household. */
function Typing(): JSX.Element {
  const words = useDeskWords();
  const { desk, zone } = useDesk();
  const [moment, setMoment] = useState(() => clockText(zone, new Date()).slice(0, 16));
  const [said, setSaid] = useState<string>();
  const [last, setLast] = useState<DeskRecord>();
  const number = useRef<HTMLInputElement>(null);
  const recording = useRef(Promise.resolve());
  const [date = '', clock = ''] = moment.split('T');
  const at = instantIn(zone, date, `${clock}:00`);

  const record = async (typed: string): Promise<void> => {
    const { list } = desk;
    const [household, ...others] = householdsNumbered(list?.households ?? [], typed);
    if (list === undefined || household === undefined)
      return setSaid(words.tell('paper.type.unknown', { number: typed }));
    if (others.length > 0) return setSaid(words.tell('paper.type.several', { number: typed }));
    if (at === undefined || Date.parse(at) > Date.now()) return setSaid(words.tell('paper.type.future'));
    const { householdId } = household;
    const lines = linesOf(list.goods, desk.standingOf(household)?.due ?? []);
    if (lines.length === 0) return setSaid(words.tell('paper.type.nothing', { household: householdId }));
    try {
      setLast(await desk.handOver({ householdId, lines, at: new Date(at).toISOString() }));
      setSaid(undefined);
    } catch (error) {
      setSaid(words.tell('failed', { said: causeOf(words, error) }));
    }
  };

  return (
    <section class="panel" aria-labelledby="paper-type">
      <h2 id="paper-type">{words.tell('paper.type.title')}</h2>
      <p>{words.tell('paper.type.why')}</p>
      <NumberForm
        moment={moment}
        number={number}
        onMoment={setMoment}
        onRecord={(typed) => {
          recording.current = recording.current.then(() => record(typed));
        }}
      />
      {said !== undefined && (
        <p role="alert" class="fault">
          {said}
        </p>
      )}
      {last !== undefined && (
        <LastRecord key={last.key} record={last} token={undefined} onUndone={() => number.current?.focus()} />
      )}
    </section>
  );
}

interface NumberFormProps {
  readonly moment: string;
  /** Where the number of a household is typed. */
  readonly number: RefObject<HTMLInputElement | null>;
  readonly onMoment: (moment: string) => void;
  readonly onRecord: (typed: string) => void;
}

function NumberForm({ moment, number, onMoment, onRecord }: NumberFormProps): JSX.Element {
  const words = useDeskWords();
  return (
    <form
      class="fields"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = number.current?.value.trim() ?? '';
        if (typed === '') return;
        // The next number is typed over this one at once, and waits for it: what was just recorded is no longer due.
        number.current?.select();
        onRecord(typed);
      }}
    >
      <label class="field">
        {words.tell('paper.type.at')}
        <input
          type="datetime-local"
          value={moment}
          onInput={({ currentTarget }) => onMoment(currentTarget.value)}
        />
      </label>
      <label class="field">
        {words.tell('paper.type.number')}
        <input ref={number} autocomplete="off" enterkeyhint="next" />
      </label>
      <p class="actions">
        <button type="submit" class="primary">
          {words.tell('paper.type.record')}
        </button>
      </p>
    </form>
  );
}

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { LocationAnswer } from '../../../shared/contract/answers/locations.ts';
import type { OrderAnswer } from '../../../shared/contract/answers/orders.ts';
import type { ReaderAnswer } from '../../../shared/contract/answers/readers.ts';
import type { AnswerClient } from '../../api/answer-client.ts';
import { ordersPath, readerPath } from '../../api/paths.ts';
import { isCoordinator } from '../../reader/reader.ts';
import { causeOf, useDesk, useOnline } from '../desk-context.ts';
import type { Part } from '../model/list.ts';
import { useDeskWords } from '../words/words.ts';
import { Neighbourhoods } from './neighbourhoods.tsx';
import { useTaking } from './use-taking.ts';

interface Centre {
  readonly locationId: string;
  readonly name?: string;
}

interface Choices {
  readonly orders: readonly OrderAnswer[];
  readonly centres: readonly Centre[];
}

const maxPages = 20;

/** The orders that are open, and the centres that are the reader's to serve. */
async function readChoices(api: AnswerClient): Promise<Choices> {
  const [reader, orders] = await Promise.all([
    api.one<ReaderAnswer>(readerPath),
    api.list<OrderAnswer>(ordersPath, maxPages),
  ]);
  const places: readonly (Centre & { readonly kind?: string })[] = isCoordinator(reader)
    ? (await api.list<LocationAnswer>('/locations?limit=500', maxPages)).items
    : reader.locations;
  return {
    orders: orders.items
      .filter(({ status }) => status === 'active')
      .toSorted((one, other) => other.startsOn.localeCompare(one.startsOn)),
    centres: places.filter(({ kind = 'centre' }) => kind === 'centre'),
  };
}

/** Chooses order, centre and part, and takes the list along. */
export function TakeList({ onTaken }: { readonly onTaken: () => void }): JSX.Element {
  const words = useDeskWords();
  const { api } = useDesk();
  const isOnline = useOnline();
  const [choices, setChoices] = useState<Choices>();
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    readChoices(api).then(setChoices, (error: unknown) => setSaid(causeOf(words, error)));
  }, [api, isOnline]);
  return (
    <section class="panel" aria-labelledby="take-list">
      <h1 id="take-list" tabIndex={-1}>
        {words.tell('take.title')}
      </h1>
      <p>{words.tell('take.why')}</p>
      {choices === undefined ? (
        <p role="status">
          {said === undefined
            ? words.say('page.loading')
            : isOnline
              ? words.tell('take.failed', { said })
              : words.tell('take.offline')}
        </p>
      ) : choices.orders.length === 0 || choices.centres.length === 0 ? (
        <p class="empty">{words.tell('take.none')}</p>
      ) : (
        <Choosing choices={choices} onTaken={onTaken} />
      )}
    </section>
  );
}

interface ChoosingProps {
  readonly choices: Choices;
  readonly onTaken: () => void;
}

function Choosing({ choices: { orders, centres }, onTaken }: ChoosingProps): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const [orderId, setOrderId] = useState(orders[0]?.orderId);
  const [centreId, setCentreId] = useState(centres[0]?.locationId);
  const [part, setPart] = useState<Part>({ of: 'all' });
  const { said, isTaking, take, forget } = useTaking();
  const choosePart = (of: string): void => {
    setPart(emptyPart(of));
    forget();
  };
  // The neighbourhoods of another list are others.
  const choose = (set: (of: string) => void, of: string): void => {
    set(of);
    choosePart(part.of);
  };
  const submit = (): void => {
    const order = orders.find((one) => one.orderId === orderId);
    const centre = centres.find((one) => one.locationId === centreId);
    if (order === undefined || centre === undefined) return;
    void take(async () => {
      await desk.take({ order, centreId: centre.locationId, centreName: centre.name, part });
      onTaken();
    });
  };
  return (
    <form
      class="writing"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class="fields">
        <Choice
          label={words.tell('take.order')}
          value={orderId}
          options={orders.map((order) => [order.orderId, `${order.orderId} · ${order.title}`])}
          onChange={(of) => choose(setOrderId, of)}
        />
        <Choice
          label={words.tell('take.centre')}
          value={centreId}
          options={centres.map(({ locationId, name = locationId }) => [locationId, name])}
          onChange={(of) => choose(setCentreId, of)}
        />
        <PartFields
          orderId={orderId}
          centreId={centreId}
          part={part}
          onChoose={choosePart}
          onChange={setPart}
        />
      </div>
      <p class="help">{words.tell('take.part.why')}</p>
      {said !== undefined && (
        <p role="alert" class="fault">
          {said}
        </p>
      )}
      <p class="actions">
        <button type="submit" class="primary" disabled={isTaking}>
          {words.tell(isTaking ? 'take.taking' : 'take.now')}
        </button>
      </p>
    </form>
  );
}

interface PartFieldsProps {
  readonly orderId: string | undefined;
  readonly centreId: string | undefined;
  readonly part: Part;
  readonly onChoose: (of: string) => void;
  readonly onChange: (part: Part) => void;
}

/** Which part of the list is taken, and what it is of. */
function PartFields({ orderId, centreId, part, onChoose, onChange }: PartFieldsProps): JSX.Element {
  const words = useDeskWords();
  return (
    <>
      <Choice
        label={words.tell('take.part')}
        value={part.of}
        options={(['all', 'neighbourhoods', 'numbers'] as const).map((of) => [of, words.tell(`take.${of}`)])}
        onChange={onChoose}
      />
      {part.of === 'numbers' && <Numbers part={part} onChange={onChange} />}
      {part.of === 'neighbourhoods' && orderId !== undefined && centreId !== undefined && (
        <Neighbourhoods
          key={`${orderId} ${centreId}`}
          orderId={orderId}
          centreId={centreId}
          chosen={part.neighbourhoods}
          onChange={(neighbourhoods) => onChange({ of: 'neighbourhoods', neighbourhoods })}
        />
      )}
    </>
  );
}

function emptyPart(of: string): Part {
  if (of === 'neighbourhoods') return { of, neighbourhoods: [] };
  return of === 'numbers' ? { of, from: '', to: '' } : { of: 'all' };
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

const Choice = ({ label, value, options, onChange }: ChoiceProps): JSX.Element => (
  <div class="field">
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([of, text]) => (
          <option key={of} value={of}>
            {text}
          </option>
        ))}
      </select>
    </label>
  </div>
);

type NumbersPart = Extract<Part, { readonly of: 'numbers' }>;

interface NumbersProps {
  readonly part: NumbersPart;
  readonly onChange: (part: NumbersPart) => void;
}

function Numbers({ part, onChange }: NumbersProps): JSX.Element {
  const words = useDeskWords();
  return (
    <>
      {(['from', 'to'] as const).map((bound) => (
        <div class="field" key={bound}>
          <label>
            {words.tell(`take.${bound}`)}
            <input
              required
              autocomplete="off"
              value={part[bound]}
              onInput={({ currentTarget }) => onChange({ ...part, [bound]: currentTarget.value })}
            />
          </label>
        </div>
      ))}
      <p class="help">{words.tell('take.numbers.help')}</p>
    </>
  );
}

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { LocationAnswer } from '../../shared/contract/answers/locations.ts';
import type { OrderAnswer } from '../../shared/contract/answers/orders.ts';
import { dateIn } from '../../shared/domain/zoned-date.ts';
import { type Ledger, useLedger, useList } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { hrefOf, type Place } from '../place.ts';
import { isOverseer, useReader } from '../reader/reader.ts';
import { Correction } from './correction.tsx';
import { newNumber, sourceOf, sourceOfFiles } from './device.ts';
import { Files } from './files/open-files.tsx';
import { formOf } from './forms.ts';
import { type FormName, formHref, formNames, isForm, isKind, mayFill, needsOrder } from './offers.ts';
import { openDeviceStore } from './outbox/device-store.ts';
import { FileOutbox } from './outbox/file-outbox.ts';
import { openFileStore } from './outbox/file-store.ts';
import { Outbox } from './outbox/outbox.ts';
import { FormView } from './parts/form-view.tsx';
import { OutcomeLine } from './parts/outcome-line.tsx';
import { WithdrawImport } from './withdraw-import.tsx';
import { useFormWords } from './words/words.ts';
import {
  FileOutboxContext,
  OutboxContext,
  PlacesContext,
  useSendings,
  useSentFiles,
} from './writing-context.ts';

interface DeskProps {
  readonly place: Place;
  readonly orders: readonly OrderAnswer[];
}

/** What was typed into forms, and the files that were chosen, on their way into the books. */
interface Outboxes {
  readonly forms: Outbox;
  readonly files: FileOutbox;
}

let opened: Promise<Outboxes> | undefined;

/** Each opened once for as long as the page is open: it goes on sending whatever is on show. */
async function openOutboxes({ api, subject }: Ledger): Promise<Outboxes> {
  const forms = new Outbox(await openDeviceStore(), api, sourceOf(subject));
  const files = new FileOutbox(await openFileStore(), api, sourceOfFiles(subject));
  for (const outbox of [forms, files]) {
    addEventListener('online', () => void outbox.resume());
    void outbox.resume();
  }
  return { forms, files };
}

/** Where people write: the forms that are theirs, and what became of what they sent. */
export function Desk({ place, orders }: DeskProps): JSX.Element {
  const ledger = useLedger();
  const [outboxes, setOutboxes] = useState<Outboxes>();
  useEffect(() => {
    opened ??= openOutboxes(ledger);
    void opened.then(setOutboxes);
  }, [ledger]);
  return (
    <Answered reading={{ answer: outboxes, error: undefined }}>
      {({ forms, files }) => (
        <OutboxContext.Provider value={forms}>
          <FileOutboxContext.Provider value={files}>
            <KnownPlaces>
              <Opened key={`${place.orderId}/${place.id}/${place.chosen}`} place={place} orders={orders} />
            </KnownPlaces>
          </FileOutboxContext.Provider>
        </OutboxContext.Provider>
      )}
    </Answered>
  );
}

/** The list of all places is open to those who read everything; others know their own. */
function KnownPlaces({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const reader = useReader();
  return isOverseer(reader) ? (
    <AllPlaces>{children}</AllPlaces>
  ) : (
    <PlacesContext.Provider value={reader.locations}>{children}</PlacesContext.Provider>
  );
}

function AllPlaces({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const places = useList<LocationAnswer>('/locations?limit=500').answer?.items ?? [];
  return <PlacesContext.Provider value={places}>{children}</PlacesContext.Provider>;
}

function Opened({ place, orders }: DeskProps): JSX.Element {
  const words = useFormWords();
  const reader = useReader();
  const { zone } = useLedger();
  const { id, orderId, chosen } = place;
  const title = isKind(id) ? words.tell(formOf(id).title) : words.tell('desk.title');
  useLayoutEffect(() => {
    document.title = [chosen, title, words.say('page.name')].filter(Boolean).join(' · ');
  }, [title]);
  useLayoutEffect(() => {
    // Who types already is not taken away by what is loaded late.
    if (document.activeElement?.matches('.header input') === true) return;
    document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  if (id === undefined) return <Overview orderId={orderId} />;
  if (!isForm(id)) return <p class="empty">{words.say('answer.missing', { id })}</p>;
  if (!mayFill(reader, id)) return <Closed orderId={orderId} />;
  const order = orders.find((one) => one.orderId === orderId);
  const number = (prefix: string): string => newNumber(prefix, dateIn(zone, new Date().toISOString()));
  const formPlace = { orderId, of: chosen, order, reader, zone, number };
  if (id === 'file') return <Files orderId={orderId} of={chosen} />;
  if (id === 'withdraw') return <WithdrawImport orderId={orderId} of={chosen ?? ''} />;
  if (id === 'correct') return <Correction place={formPlace} exceptionId={chosen ?? ''} />;
  return <FormView kind={formOf(id)} place={{ ...formPlace, form: id }} />;
}

function Closed({ orderId }: { readonly orderId: string | undefined }): JSX.Element {
  const words = useFormWords();
  return (
    <div class="empty empty-page">
      <h1 tabIndex={-1}>{words.tell('desk.closed')}</h1>
      <p>{words.tell('desk.closed.why')}</p>
      {orderId !== undefined && (
        <p>
          <a href={hrefOf(orderId)}>{words.say('answer.closed.back')}</a>
        </p>
      )}
    </div>
  );
}

const groups: readonly (readonly [
  'desk.goods' | 'desk.households' | 'desk.money' | 'desk.orders' | 'desk.audits' | 'desk.files',
  readonly FormName[],
])[] = [
  ['desk.goods', ['receive', 'dispatch', 'count', 'lose', 'close', 'transfer']],
  ['desk.households', ['handover', 'return', 'missed', 'households', 'leave', 'erase', 'complain']],
  ['desk.money', ['pay', 'reverse', 'fund']],
  ['desk.orders', ['issue', 'amend', 'cancel', 'locations', 'void']],
  ['desk.audits', ['audit', 'observe']],
  ['desk.files', ['file']],
];

/** The forms that are the reader's, and what was written on this device. */
function Overview({ orderId }: { readonly orderId: string | undefined }): JSX.Element {
  const words = useFormWords();
  const reader = useReader();
  const sendings = useSendings();
  const files = useSentFiles();
  const own = groups
    .map(([title, forms]) => [title, forms.filter((form) => isOpen(form))] as const)
    .filter(([, forms]) => forms.length > 0);
  function isOpen(form: FormName): boolean {
    return formNames.includes(form) && mayFill(reader, form) && (orderId !== undefined || !needsOrder(form));
  }
  return (
    <>
      <h1 tabIndex={-1}>{words.tell('desk.title')}</h1>
      <div class="desk">
        {own.map(([title, forms]) => (
          <section key={title} class="panel" aria-labelledby={title}>
            <h2 id={title}>{words.tell(title)}</h2>
            <ul class="plain-list">
              {forms.map((form) => (
                <li key={form}>
                  <a href={formHref(form, orderId)}>{words.say(`write.${form}`)}</a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <section class="panel" aria-labelledby="sent-here">
        <h2 id="sent-here">{words.tell('desk.sent')}</h2>
        {sendings.length === 0 ? (
          <p class="empty">{words.tell('desk.sent.none')}</p>
        ) : (
          <ul class="outcomes">
            {sendings.map((sending) => (
              <OutcomeLine key={sending.key} sending={sending} orderId={orderId} />
            ))}
          </ul>
        )}
        {files.length > 0 && (
          <p>
            <a href={formHref('file', orderId)}>{`${words.tell('file.sent')} (${files.length})`}</a>
          </p>
        )}
      </section>
    </>
  );
}

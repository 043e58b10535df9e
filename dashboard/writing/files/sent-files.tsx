import type { JSX, RefObject } from 'preact';
import { withdrawalOf } from '../../../shared/domain/imports.ts';
import { dateIn } from '../../../shared/domain/zoned-date.ts';
import { useLedger } from '../../api/use-answer.ts';
import { instantText } from '../../figures/instants.ts';
import { withoutOrder } from '../../place.ts';
import { isCoordinator, useReader } from '../../reader/reader.ts';
import { formHref } from '../offers.ts';
import { isOver } from '../outbox/outbox.ts';
import { fatesOf, type RowFate, type RowStatus, rejectsOf, type SentFile } from '../outbox/sent-file.ts';
import { ReasonOf } from '../parts/reason.tsx';
import { useFormWords } from '../words/words.ts';
import { useFileOutbox, useSentFiles } from '../writing-context.ts';
import { saveRejects } from './save.ts';

/** The files that were sent from this device, and what became of their rows. */
export function SentFiles({
  heading,
}: {
  readonly heading: RefObject<HTMLHeadingElement | null>;
}): JSX.Element {
  const words = useFormWords();
  const files = useSentFiles();
  return (
    <section class="panel writing" aria-labelledby="sent-files">
      <h2 id="sent-files" tabIndex={-1} ref={heading}>
        {words.tell('file.sent')}
      </h2>
      {files.length === 0 && <p class="empty">{words.tell('desk.sent.none')}</p>}
      <ul class="outcomes">
        {files.map((file) => (
          <FileLine key={file.key} file={file} />
        ))}
      </ul>
    </section>
  );
}

const statuses: readonly RowStatus[] = [
  'recorded',
  'sent',
  'posted',
  'duplicate',
  'held',
  'rejected',
  'refused',
];

/** What the whole of a file is shown as: the worst of its rows. */
function standingOf(counts: ReadonlyMap<RowStatus, number>): RowStatus {
  const order: readonly RowStatus[] = ['recorded', 'sent', 'refused', 'rejected', 'held', 'posted'];
  return order.find((status) => counts.has(status)) ?? 'posted';
}

function FileLine({ file }: { readonly file: SentFile }): JSX.Element {
  const words = useFormWords();
  const outbox = useFileOutbox();
  const fates = fatesOf(file);
  const counts = new Map(
    [...Map.groupBy(fates, ({ status }) => status)].map(([status, { length }]) => [status, length]),
  );
  const standing = standingOf(counts);
  const rejects = rejectsOf(file);
  const isDone = file.events.every(({ progress }) => isOver(progress));
  const withdrawal = useWithdrawal(file);
  return (
    <li class={`outcome outcome-${standing}`} data-file={file.name} data-outcome={standing}>
      <p class="outcome-title">
        <strong>{file.name}</strong>
        <span>{words.tell(`fileKind.${file.kind}`)}</span>
        <time dateTime={file.recordedAt}>{instantText(words.locale, file.recordedAt)}</time>
      </p>
      <p class="outcome-title">
        {statuses
          .filter((status) => counts.has(status))
          .map((status) => (
            <span key={status} class={`status status-${status}`}>
              {words.tell(`outcome.${status}`)}: {words.number(counts.get(status) ?? 0)}
            </span>
          ))}
      </p>
      <div role="status">
        <Course file={file} counts={counts} rows={fates.length} />
      </div>
      <Others fates={fates} />
      <p class="steps">
        {rejects.length > 0 && (
          <button type="button" onClick={() => void saveRejects(file.name, file, rejects)}>
            {words.tell('file.rejects', { count: rejects.length })}
          </button>
        )}
        {counts.has('recorded') && (
          <button type="button" onClick={() => void outbox.resume()}>
            {words.tell('outcome.sendNow')}
          </button>
        )}
        {withdrawal !== undefined && (
          <a class="button" href={withdrawal}>
            {words.say('write.withdraw')}
          </a>
        )}
        {isDone && (
          <button type="button" class="quiet" onClick={() => void outbox.forget(file)}>
            {words.tell('outcome.dismiss')}
          </button>
        )}
      </p>
    </li>
  );
}

/** Where a coordinator takes back what of a wrong file is held; undefined where nothing of it is. */
function useWithdrawal({ events }: SentFile): string | undefined {
  const reader = useReader();
  const { zone } = useLedger();
  if (!isCoordinator(reader)) return undefined;
  for (const { event, progress } of events) {
    if (progress.is !== 'decided' || isOver(progress)) continue;
    const { source, type, data } = event;
    const { orderId } = data as { readonly orderId?: string };
    const recordedOn = dateIn(zone, progress.outcome.recordedAt);
    return formHref('withdraw', orderId, withdrawalOf(orderId ?? withoutOrder, { source, type, recordedOn }));
  }
  return undefined;
}

interface CourseProps {
  readonly file: SentFile;
  readonly counts: ReadonlyMap<RowStatus, number>;
  readonly rows: number;
}

/** How far a file has come. */
function Course({ file, counts, rows }: CourseProps): JSX.Element | null {
  const words = useFormWords();
  const unsent = counts.get('recorded') ?? 0;
  const undecided = counts.get('sent') ?? 0;
  const failure = file.events
    .map(({ progress }) => (progress.is === 'recorded' ? progress.failure : undefined))
    .find((one) => one !== undefined);
  if (unsent > 0)
    return (
      <>
        <progress aria-label={file.name} max={rows} value={rows - unsent} />
        <p>{words.tell('file.sending', { sent: rows - unsent, count: rows })}</p>
        {failure !== undefined && <p>{words.tell('file.stopped', { said: failure })}</p>}
      </>
    );
  if (undecided > 0)
    return (
      <>
        <progress aria-label={file.name} max={rows} value={rows - undecided} />
        <p>{words.tell('file.waiting', { count: undecided })}</p>
      </>
    );
  const booked = (counts.get('posted') ?? 0) + (counts.get('duplicate') ?? 0);
  return booked === rows ? <p>{words.tell('file.done')}</p> : null;
}

const rowsShown = 50;

/** The rows that are not in the books, each with its reason. */
function Others({ fates }: { readonly fates: readonly RowFate[] }): JSX.Element | null {
  const words = useFormWords();
  const others = fates.filter(({ status }) => ['held', 'rejected', 'refused'].includes(status));
  if (others.length === 0) return null;
  return (
    <details open={others.length <= rowsShown}>
      <summary>{words.tell('file.other', { count: others.length })}</summary>
      <ul class="plain-list">
        {others.slice(0, rowsShown).map((fate) => (
          <li key={fate.row.line}>
            <Other fate={fate} />
          </li>
        ))}
      </ul>
      {others.length > rowsShown && <p>{words.tell('file.more', { count: others.length - rowsShown })}</p>}
    </details>
  );
}

function Other({ fate }: { readonly fate: RowFate }): JSX.Element {
  const words = useFormWords();
  const { row, status, reason = '', detail, said } = fate;
  const named = row.cells
    .slice(0, 2)
    .map(({ text }) => text)
    .filter(Boolean);
  return (
    <>
      <p>
        <strong>{[words.tell('file.row', { line: row.line }), ...named].join(' · ')}</strong>{' '}
        <span class={`status status-${status}`}>{words.tell(`outcome.${status}`)}</span>
      </p>
      {said === undefined ? <ReasonOf status={status} reason={reason} detail={detail} /> : <p>{said}</p>}
    </>
  );
}

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ExceptionGroup } from '../../shared/contract/answers/exception-groups.ts';
import {
  type Import,
  joinedImports,
  readWithdrawal,
  type VoidOfImport,
  voidOf,
  withdrawable,
} from '../../shared/domain/imports.ts';
import type { AnswerClient } from '../api/answer-client.ts';
import { exceptionGroupsPath } from '../api/paths.ts';
import { useLedger } from '../api/use-answer.ts';
import { dateText } from '../figures/instants.ts';
import { hrefOf, withFilters, withoutOrder } from '../place.ts';
import { useFormWords } from './words/words.ts';
import { useOutbox } from './writing-context.ts';

interface WithdrawImportProps {
  readonly orderId: string | undefined;
  /** The import, as its address names it. */
  readonly of: string;
}

/** How far a withdrawal has come. */
interface Course {
  readonly sent: number;
  readonly of: number;
  /** Why it stopped before all was sent. */
  readonly stopped?: string;
}

/** A wrong import: what of it is held, and one void for each of its messages. */
export function WithdrawImport({ orderId, of }: WithdrawImportProps): JSX.Element {
  const words = useFormWords();
  const { api } = useLedger();
  const { source: sender } = useOutbox();
  const { listed, source, type, recordedOn } = readWithdrawal(of);
  const [found, setFound] = useState<Import>();
  const [course, setCourse] = useState<Course>();
  const [failure, setFailure] = useState<string>();
  const [looks, setLooks] = useState(0);
  const look = (): Promise<void> =>
    importOf(api, of)
      .then(
        (one) => {
          setFound(one);
          setFailure(undefined);
        },
        (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
      )
      .finally(() => setLooks((before) => before + 1));
  useEffect(() => void look(), [of]);
  const isSent = course !== undefined && course.sent === course.of;
  useEffect(() => {
    if (!isSent || found?.held === 0) return;
    const timer = setTimeout(() => void look(), lookAgainMs);
    return () => clearTimeout(timer);
  }, [isSent, found, looks]);
  const withdraw = async (reason: string): Promise<void> => {
    const events = withdrawable(found ?? nothing);
    const voids = await Promise.all(events.map((event) => voidOf(source, event, sender, reason)));
    await sendVoids(api, voids, setCourse);
    await look();
  };
  const list = withFilters(
    hrefOf(orderId ?? listed, listed === withoutOrder ? 'without-order' : 'exceptions'),
    {
      source,
      recordedOn,
    },
  );
  return (
    <>
      <h1 tabIndex={-1}>{words.tell('withdraw.title')}</h1>
      <p class="subtitle">
        <span>{words.named('type', type)}</span>
        <span>{dateText(words.locale, recordedOn)}</span>
        <span>{source}</span>
      </p>
      <section class="panel writing" aria-label={words.tell('withdraw.title')}>
        <p>{words.tell('withdraw.about')}</p>
        {failure !== undefined && <p role="alert">{words.say('answer.failed', { said: failure })}</p>}
        <Standing found={found} course={course} />
        {found !== undefined &&
          withdrawable(found).length > 0 &&
          (course === undefined || course.stopped) && (
            <Confirm
              found={found}
              isAgain={course !== undefined}
              onSend={(reason) => void withdraw(reason)}
            />
          )}
        <p>
          <a href={list}>{words.say('exceptions.lookOn')}</a>
        </p>
      </section>
    </>
  );
}

const nothing: Import = { source: '', type: '', recordedOn: '', held: 0, rejected: 0, events: [] };
const lookAgainMs = 2_000;

/** What is there to withdraw, and how far it has come. */
function Standing({
  found,
  course,
}: {
  readonly found: Import | undefined;
  readonly course: Course | undefined;
}): JSX.Element {
  const words = useFormWords();
  if (found === undefined) return <p role="status">{words.tell('withdraw.looking')}</p>;
  const events = withdrawable(found);
  const rows = events.reduce((sum, { held }) => sum + held, 0);
  return (
    <div role="status">
      {course === undefined && (
        <p>
          {events.length === 0
            ? words.tell('withdraw.nothing')
            : words.tell('withdraw.found', {
                rows: words.tell('withdraw.rows', { count: rows }),
                events: words.tell('withdraw.events', { count: events.length }),
              })}
        </p>
      )}
      {course !== undefined && (
        <>
          <progress aria-label={words.tell('withdraw.title')} max={course.of} value={course.sent} />
          <p>{words.tell('withdraw.sent', { sent: course.sent, count: course.of })}</p>
          {course.stopped !== undefined && <p>{words.tell('withdraw.stopped', { said: course.stopped })}</p>}
          <p>
            {found.held === 0
              ? words.tell('withdraw.done')
              : words.tell('withdraw.left', { count: found.held })}
          </p>
        </>
      )}
    </div>
  );
}

interface ConfirmProps {
  readonly found: Import;
  readonly isAgain: boolean;
  readonly onSend: (reason: string) => void;
}

function Confirm({ found, isAgain, onSend }: ConfirmProps): JSX.Element {
  const words = useFormWords();
  const [reason, setReason] = useState('');
  const rows = withdrawable(found).reduce((sum, { held }) => sum + held, 0);
  // Without a secure connection a browser works out no digests, and a void needs one for its id.
  if (!isSecureContext) return <p class="notice">{words.tell('withdraw.unsecured')}</p>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') onSend(reason.trim());
      }}
    >
      <div class="field field-long">
        <label for="withdraw-reason">{words.tell('field.reason')}</label>
        <textarea
          id="withdraw-reason"
          required
          maxLength={500}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </div>
      <p class="actions">
        <button type="submit" class="primary">
          {isAgain ? words.tell('withdraw.goOn') : words.tell('withdraw.send', { count: rows })}
        </button>
      </p>
    </form>
  );
}

const maxPages = 1_000;

/** An import as it stands now, with every message of which something is held. */
async function importOf(api: AnswerClient, of: string): Promise<Import> {
  const { listed, source, type, recordedOn } = readWithdrawal(of);
  const path = exceptionGroupsPath('import', { orderId: listed, source, recordedOn, status: 'held' });
  const { items } = await api.list<ExceptionGroup>(path, maxPages);
  return joinedImports(items).find((one) => one.type === type) ?? nothing;
}

const maxBatch = 100;
const [attempts, pauseMs] = [5, 2_000];

/** Sends voids batch by batch; what the queues do not take for the moment is sent again. */
async function sendVoids(
  api: AnswerClient,
  voids: readonly VoidOfImport[],
  tell: (course: Course) => void,
): Promise<void> {
  let sent = 0;
  tell({ sent, of: voids.length });
  try {
    for (let from = 0; from < voids.length; from += maxBatch) {
      let left = voids.slice(from, from + maxBatch);
      for (let attempt = 1; left.length > 0; attempt += 1) {
        const refused = await api.sendAll(left);
        const [first] = refused.values();
        const isLasting = [...refused.values()].some(({ status }) => status !== 429 && status !== 503);
        sent += left.length - refused.size;
        tell({ sent, of: voids.length });
        if (first !== undefined && (isLasting || attempt === attempts)) throw new Error(first.said);
        left = left.filter((_, index) => refused.has(index));
        if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  } catch (error) {
    const stopped = error instanceof Error ? error.message : String(error);
    tell({ sent, of: voids.length, stopped });
  }
}

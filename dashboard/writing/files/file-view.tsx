import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { EventOfRecords } from '../../../shared/files/events-of-records.ts';
import { kindsOfFiles } from '../../../shared/files/kinds.ts';
import { useLedger } from '../../api/use-answer.ts';
import { useReader } from '../../reader/reader.ts';
import type { FileEvent, FileHead } from '../outbox/sent-file.ts';
import { useFormWords } from '../words/words.ts';
import { useFileOutbox, useOutbox } from '../writing-context.ts';
import { booksOf } from './books.ts';
import { FileForm } from './file-form.tsx';
import { FilePreview, Unreadable } from './file-preview.tsx';
import { kindsOfReader } from './kinds-of-reader.ts';
import { type ChosenFile, type ReadFile, type Reading, readChosen, type Settings } from './read-chosen.ts';
import { SentFiles } from './sent-files.tsx';
import { optionNamesOf } from './sentences.ts';

interface FileViewProps {
  readonly orderId: string | undefined;
  /** The centre, or the payer, that the file is of. */
  readonly of: string | undefined;
}

/** Files of the offices: chosen, looked at as they were understood, sent, and followed into the books. */
export function FileView({ orderId, of }: FileViewProps): JSX.Element {
  const words = useFormWords();
  const { isLasting } = useOutbox();
  const outbox = useFileOutbox();
  const [settings, setSettings] = useState(useBeginning(orderId, of));
  const [file, setFile] = useState<ChosenFile>();
  const [failure, setFailure] = useState<string>();
  const reading = useReading(file, settings);
  const sent = useRef<HTMLHeadingElement>(null);
  const send = async ({ name }: ChosenFile, read: ReadFile): Promise<void> => {
    const { head, events } = await fileOf(name, read, outbox.source);
    setFailure(undefined);
    try {
      await outbox.keep(head, events);
    } catch (error) {
      return setFailure(error instanceof Error ? error.message : String(error));
    }
    setFile((chosen) => (chosen?.name === name ? undefined : chosen));
    sent.current?.focus();
    await outbox.resume();
  };
  // Without a secure connection a browser works out no digests, and each event has one for its id.
  if (!isSecureContext) return <p class="notice">{words.tell('file.unsecured')}</p>;
  return (
    <>
      <h1 tabIndex={-1}>{words.tell('file.title')}</h1>
      <p class="subtitle">{words.tell('file.about')}</p>
      {!isLasting && <p class="notice">{words.tell('form.notKept')}</p>}
      <FileForm
        settings={settings}
        faults={reading?.is === 'beside' ? reading.faults : undefined}
        file={file}
        onChange={setSettings}
        onChoose={setFile}
      />
      <div role="status">
        {file !== undefined && reading === undefined && <p>{words.tell('file.reading')}</p>}
        {reading?.is === 'unreadable' && <Unreadable problem={reading.problem} />}
      </div>
      {file !== undefined && reading?.is === 'read' && (
        <FilePreview file={file} read={reading} onSend={() => void send(file, reading)} />
      )}
      {failure !== undefined && (
        <p role="alert" class="fault">
          {words.tell('form.notRecorded', { said: failure })}
        </p>
      )}
      <SentFiles heading={sent} />
    </>
  );
}

/** What is filled in at first: the order on show, and whatever is the reader's only one. */
function useBeginning(orderId: string | undefined, of: string | undefined): Settings {
  const reader = useReader();
  const [kind = 'households'] = kindsOfReader(reader);
  const [onlyLocation, ...otherLocations] = reader.locations;
  const [onlyPayer, ...otherPayers] = reader.payers;
  const location = otherLocations.length === 0 ? onlyLocation?.locationId : undefined;
  const payer = otherPayers.length === 0 ? onlyPayer : undefined;
  return {
    kind,
    encoding: 'utf-8',
    decimal: undefined,
    beside: {
      orderId: orderId ?? '',
      centreId: of ?? location ?? '',
      locationId: of ?? location ?? '',
      payerId: of ?? payer ?? '',
    },
  };
}

/** Nobody reads a large file anew with every letter that is typed. */
const typingPauseMs = 250;

/** Reads the file anew with every change of what is said beside it; undefined while it is being read. */
function useReading(file: ChosenFile | undefined, settings: Settings): Reading | undefined {
  const words = useFormWords();
  const reader = useReader();
  const { api, zone } = useLedger();
  const { source } = useFileOutbox();
  const [known, setKnown] = useState<{ readonly of: unknown; readonly reading: Reading }>();
  const place = useMemo(
    () => ({
      zone,
      reader,
      options: optionNamesOf(words),
      books: booksOf(api, reader, source),
    }),
    [zone, reader, words, api, source],
  );
  const asked = useMemo(() => ({ file, settings, place }), [file, settings, place]);
  useEffect(() => {
    if (asked.file === undefined) return;
    const { file: chosen, settings: said, place: at } = asked;
    let isLatest = true;
    const show = (reading: Reading): void => {
      if (isLatest) setKnown({ of: asked, reading });
    };
    const timer = setTimeout(() => void readChosen(chosen, said, at, show).then(show), typingPauseMs);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return file !== undefined && known?.of === asked ? known.reading : undefined;
}

/** The file as it is kept and sent. Guarantees: the same events make the same file. */
async function fileOf(
  name: string,
  { events, refused, records }: ReadFile,
  source: string,
): Promise<{ readonly head: FileHead; readonly events: readonly FileEvent[] }> {
  const { header, form, context } = records;
  const key = await keyOf(source, events);
  const head: FileHead = {
    key,
    source,
    name,
    kind: context.kind,
    header: { row: header.row },
    form,
    recordedAt: new Date().toISOString(),
    refused,
    isOfDocuments: kindsOfFiles[context.kind].isDocument,
  };
  return {
    head,
    events: events.map(({ event, records: of }, at) => ({
      key: `${key} ${String(at).padStart(6, '0')}`,
      file: key,
      event: { ...event, source },
      rows: of.map(({ row }) => row),
      progress: { is: 'recorded' },
    })),
  };
}

async function keyOf(source: string, events: readonly EventOfRecords[]): Promise<string> {
  const named = new TextEncoder().encode([source, ...events.map(({ event }) => event.id)].join('\n'));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', named));
  return [...digest.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { decimalMarks } from '../../../shared/files/decimals.ts';
import { encodings } from '../../../shared/files/encoding.ts';
import { columnNames, kindsOfFiles } from '../../../shared/files/kinds.ts';
import { useReader } from '../../reader/reader.ts';
import { useFormWords } from '../words/words.ts';
import { usePlaces } from '../writing-context.ts';
import { besideNames } from './beside.ts';
import { besideOf, kindsOfReader } from './kinds-of-reader.ts';
import type { BesideFaults, ChosenFile, Settings } from './read-chosen.ts';
import { saveTemplate } from './save.ts';
import { cellFaultText } from './sentences.ts';
import { templates } from './templates.ts';

interface FileFormProps {
  readonly settings: Settings;
  readonly faults: BesideFaults | undefined;
  readonly file: ChosenFile | undefined;
  readonly onChange: (settings: Settings) => void;
  readonly onChoose: (file: ChosenFile | undefined) => void;
}

/** What the file holds, what is said beside it, and the file itself. */
export function FileForm(props: FileFormProps): JSX.Element {
  const words = useFormWords();
  const reader = useReader();
  const { settings, onChange } = props;
  const { kind } = settings;
  return (
    <form class="panel writing" noValidate onSubmit={(event) => event.preventDefault()}>
      <div class="fields">
        <div class="field field-long">
          <label for="file-kind">{words.tell('file.kind')}</label>
          <select
            id="file-kind"
            value={kind}
            onChange={({ currentTarget }) =>
              onChange({ ...settings, kind: currentTarget.value as Settings['kind'] })
            }
          >
            {kindsOfReader(reader).map((one) => (
              <option key={one} value={one}>
                {words.tell(`fileKind.${one}`)}
              </option>
            ))}
          </select>
          <p class="help">
            {words.tell('file.columns', { columns: columnNames(kind).join(', ') })}{' '}
            {kindsOfFiles[kind].hasGoodsColumns && words.tell('file.columns.goods')}
          </p>
        </div>
      </div>
      <p class="steps">
        <span>{words.tell('file.template')}</span>
        {(['csv', 'xlsx'] as const).map((form) => (
          <button key={form} type="button" onClick={() => void saveTemplate(kind, templates[kind], form)}>
            {words.tell(`file.template.${form}`)}
          </button>
        ))}
      </p>
      <Beside {...props} />
      <Written {...props} />
      <Chooser {...props} />
    </form>
  );
}

/** How days and times are written. */
const examples: { readonly [N in (typeof besideNames)[number]]?: string } = {
  effectiveFrom: '2020-08-08',
  date: '2020-08-08',
  time: '2020-08-08 17:00',
};

/** Values for columns that the file leaves out. */
function Beside({ settings, faults, onChange }: FileFormProps): JSX.Element | null {
  const words = useFormWords();
  const places = usePlaces();
  const { payers } = useReader();
  const asked = besideOf(settings.kind);
  if (asked.length === 0) return null;
  return (
    <fieldset class="rows">
      <legend>{words.tell('file.beside')}</legend>
      <div class="fields">
        {besideNames
          .filter((name) => asked.includes(name))
          .map((name) => {
            const expected = faults?.get(name);
            const id = `file-${name}`;
            return (
              <div key={name} class="field">
                <label for={id}>{words.tell(`file.${name}`)}</label>
                <input
                  id={id}
                  name={name}
                  autocomplete="off"
                  placeholder={examples[name]}
                  value={settings.beside[name] ?? ''}
                  list={
                    name === 'centreId' || name === 'locationId'
                      ? 'file-places'
                      : name === 'payerId'
                        ? 'file-payers'
                        : undefined
                  }
                  aria-invalid={expected !== undefined}
                  aria-describedby={expected === undefined ? undefined : `${id}-fault`}
                  onInput={({ currentTarget }) =>
                    onChange({ ...settings, beside: { ...settings.beside, [name]: currentTarget.value } })
                  }
                />
                {expected !== undefined && (
                  <p class="fault" id={`${id}-fault`} role="alert">
                    {cellFaultText(words, { line: 1, column: 1, expected })}
                  </p>
                )}
              </div>
            );
          })}
      </div>
      <datalist id="file-places">
        {places.map(({ locationId, name }) => (
          <option key={locationId} value={locationId}>
            {name}
          </option>
        ))}
      </datalist>
      <datalist id="file-payers">
        {payers.map((payer) => (
          <option key={payer} value={payer} />
        ))}
      </datalist>
    </fieldset>
  );
}

/** The encoding, and the sign before decimals: a file does not say them itself. */
function Written({ settings, onChange }: FileFormProps): JSX.Element {
  const words = useFormWords();
  return (
    <fieldset class="rows">
      <legend>{words.tell('file.written')}</legend>
      <div class="fields">
        <div class="field">
          <label for="file-encoding">{words.tell('file.encoding')}</label>
          <select
            id="file-encoding"
            value={settings.encoding}
            onChange={({ currentTarget }) =>
              onChange({ ...settings, encoding: currentTarget.value as Settings['encoding'] })
            }
          >
            {encodings.map((one) => (
              <option key={one} value={one}>
                {words.tell(`file.encoding.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="file-decimal">{words.tell('file.decimal')}</label>
          <select
            id="file-decimal"
            value={settings.decimal ?? 'any'}
            onChange={({ currentTarget }) =>
              onChange({ ...settings, decimal: decimalMarks.find((mark) => mark === currentTarget.value) })
            }
          >
            {(['any', ...decimalMarks] as const).map((mark) => (
              <option key={mark} value={mark}>
                {words.tell(`file.decimal.${mark}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
    </fieldset>
  );
}

function Chooser({ file, onChoose }: FileFormProps): JSX.Element {
  const words = useFormWords();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // What was sent is chosen no longer.
    if (file === undefined && input.current) input.current.value = '';
  }, [file]);
  const latest = useRef<File>(undefined);
  const take = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    latest.current = chosen;
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    // A large one may have been read for longer than another that was chosen since.
    if (latest.current === chosen) onChoose({ name: chosen.name, bytes });
  };
  const over = (event: DragEvent, isNow: boolean): void => {
    event.preventDefault();
    setOver(isNow);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Dropping is a second way; the input inside is the one for all.
    <div
      class={`drop ${isOver ? 'drop-over' : ''}`}
      onDragOver={(event) => over(event, true)}
      onDragLeave={(event) => over(event, false)}
      onDrop={(event) => {
        over(event, false);
        const dropped = event.dataTransfer?.files;
        // So that the input shows its name.
        if (input.current && dropped) input.current.files = dropped;
        void take(dropped?.[0]);
      }}
    >
      <label for="file-chosen">{words.tell('file.choose')}</label>
      <input
        id="file-chosen"
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,.xlsx"
        aria-describedby="file-drop"
        // The same file can be chosen again after it was corrected.
        onClick={({ currentTarget }) => {
          currentTarget.value = '';
        }}
        onChange={({ currentTarget }) => void take(currentTarget.files?.[0])}
      />
      <p class="help" id="file-drop">
        {words.tell('file.drop')}
      </p>
    </div>
  );
}

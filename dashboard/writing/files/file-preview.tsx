import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Unit } from '../../../shared/domain/quantity.ts';
import type { FileProblem } from '../../../shared/files/fault.ts';
import { type Fields, kindsOfFiles } from '../../../shared/files/kinds.ts';
import type { FileRecord } from '../../../shared/files/records.ts';
import { instantText } from '../../figures/instants.ts';
import { type FormWords, useFormWords } from '../words/words.ts';
import type { ChosenFile, ReadFile } from './read-chosen.ts';
import { saveRejects } from './save.ts';
import { cellFaultText, rowFaultText } from './sentences.ts';
import { type Total, totalsOf } from './totals.ts';
import { WarningList } from './warning-list.tsx';

/** Why nothing of a file can be read. */
export function Unreadable({ problem }: { readonly problem: FileProblem }): JSX.Element {
  const words = useFormWords();
  return (
    <div class="faults">
      <h2>{words.tell('file.unreadable')}</h2>
      <p>{problemText(words, problem)}</p>
    </div>
  );
}

function problemText(words: FormWords, problem: FileProblem): string {
  switch (problem.is) {
    case 'old-workbook':
      return words.tell('file.old');
    case 'broken-workbook':
      return words.tell('file.broken', { said: problem.said });
    case 'fault': {
      const { line, column } = problem.fault;
      const place = `${words.tell('file.line')} ${line}, ${words.tell('file.column')} ${column}`;
      return `${place}. ${cellFaultText(words, problem.fault)}`;
    }
  }
}

interface FilePreviewProps {
  readonly file: ChosenFile;
  readonly read: ReadFile;
  readonly onSend: () => void;
}

/** A file as it was understood, and everything wrong with it, before anything is sent. */
export function FilePreview({ file, read, onSend }: FilePreviewProps): JSX.Element {
  const words = useFormWords();
  const rows = read.events.flatMap(({ records }) => records);
  return (
    <section class="panel writing" aria-labelledby="file-preview">
      <h2 id="file-preview">{words.tell('file.preview', { name: file.name })}</h2>
      <div role="status">
        <Summary read={read} rows={rows.length} />
      </div>
      {read.refused.length > 0 && <Faults file={file} read={read} />}
      {rows.length > 0 && (
        <>
          <FirstRows read={read} rows={rows} />
          <Send key={JSON.stringify(read.warnings)} read={read} rows={rows.length} onSend={onSend} />
        </>
      )}
    </section>
  );
}

interface SendProps {
  readonly read: ReadFile;
  readonly rows: number;
  readonly onSend: () => void;
}

/** Nothing is sent while the books are asked, or before somebody has looked at what they cast doubt on. */
function Send({ read: { comparison, warnings }, rows, onSend }: SendProps): JSX.Element {
  const words = useFormWords();
  const [isLookedAt, setLookedAt] = useState(false);
  const isDoubtful = warnings.length > 0;
  return (
    <>
      {isDoubtful && <WarningList warnings={warnings} isLookedAt={isLookedAt} onLookedAt={setLookedAt} />}
      <p class="actions">
        <button
          type="button"
          class="primary"
          disabled={comparison === 'asking' || (isDoubtful && !isLookedAt)}
          onClick={onSend}
        >
          {words.tell('file.send', { count: rows })}
        </button>
      </p>
      <p class="help">{words.tell('file.again')}</p>
    </>
  );
}

function Summary({ read, rows }: { readonly read: ReadFile; readonly rows: number }): JSX.Element {
  const words = useFormWords();
  const { events, refused, unchanged, comparison, unknownOrders, records } = read;
  const { kind } = records.context;
  const isRegistration = kind === 'households' || kind === 'locations';
  const datedNow = isRegistration ? 0 : records.records.filter(({ isDatedNow }) => isDatedNow).length;
  const others = records.header.others.map(({ text }) => text);
  const isEmpty = rows + refused.length + unchanged === 0;
  return (
    <>
      <p>
        <strong>{words.tell('file.ready', { count: rows })}</strong>
        {rows > 0 && ` ${words.tell('file.messages', { count: events.length })}`}
      </p>
      {rows > 0 && (
        <ul class="totals">
          {totalsOf(kind, events).map((total) => (
            <li key={JSON.stringify(total)}>{totalText(words, total)}</li>
          ))}
        </ul>
      )}
      {isEmpty && <p>{words.tell('file.empty')}</p>}
      {unchanged > 0 && <p>{words.tell('file.unchanged', { count: unchanged })}</p>}
      {comparison === 'asking' && <p>{words.tell('file.comparing')}</p>}
      {comparison === 'failed' && <p class="notice">{words.tell('file.uncompared')}</p>}
      {unknownOrders.length > 0 && (
        <p class="notice">{words.tell('file.unknownOrder', { orders: unknownOrders.join(', ') })}</p>
      )}
      {others.length > 0 && <p>{words.tell('file.notRead', { columns: others.join(', ') })}</p>}
      {datedNow > 0 && <p class="notice">{words.tell('file.datedNow', { count: datedNow })}</p>}
    </>
  );
}

function totalText(words: FormWords, total: Total): string {
  switch (total.of) {
    case 'rows':
      return words.tell('file.rows', { count: total.count });
    case 'persons':
      return words.tell('file.persons', { count: total.count });
    case 'goods':
      return `${words.commodity(total.commodity)} ${words.quantity(total.quantity, total.unit)}`;
    case 'money':
      return words.money(total.amount, total.currency);
  }
}

/** Most rows, and most faults, that are on show. */
const [rowsShown, faultsShown] = [10, 100];

function Faults({ file, read }: Pick<FilePreviewProps, 'file' | 'read'>): JSX.Element {
  const words = useFormWords();
  const { refused, records } = read;
  const { header, form, context } = records;
  const faults = refused.flatMap((row) => row.faults.map((fault) => ({ fault, row })));
  return (
    <div class="file-faults">
      <h3>{words.tell('file.faults', { count: refused.length })}</h3>
      <p>{words.tell('file.faults.how')}</p>
      <p>
        <button
          type="button"
          onClick={() => void saveRejects(file.name, { kind: context.kind, header, form }, refused)}
        >
          {words.tell('file.rejects', { count: refused.length })}
        </button>
      </p>
      <div class="wide">
        <table class="figures">
          <caption>
            {faults.length > faultsShown
              ? words.tell('file.faults.first', { count: faultsShown })
              : words.tell('file.wrong')}
          </caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                {words.tell('file.line')}
              </th>
              <th scope="col" class="number">
                {words.tell('file.column')}
              </th>
              <th scope="col">{words.tell('file.field')}</th>
              <th scope="col">{words.tell('file.wrong')}</th>
            </tr>
          </thead>
          <tbody>
            {faults.slice(0, faultsShown).map(({ fault }) => (
              <tr key={JSON.stringify(fault)} data-line={fault.line}>
                <td class="number">{words.number(fault.line)}</td>
                <td class="number">{words.number(fault.column)}</td>
                <th scope="row">{fault.field}</th>
                <td class="told">{rowFaultText(words, fault)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function FirstRows({
  read,
  rows,
}: {
  readonly read: ReadFile;
  readonly rows: readonly FileRecord[];
}): JSX.Element {
  const words = useFormWords();
  const { kind } = read.records.context;
  const first = rows.toSorted((one, other) => one.row.line - other.row.line).slice(0, rowsShown);
  const isNamed = (name: string): boolean => first.some(({ fields }) => fields[name] !== undefined);
  const columns = Object.keys(kindsOfFiles[kind].columns).filter(isNamed);
  const hasGoods = kindsOfFiles[kind].hasGoodsColumns;
  return (
    <div class="wide">
      <table class="figures first-rows">
        <caption>{words.tell('file.first', { count: first.length })}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">
              {words.tell('file.line')}
            </th>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {hasGoods && <th scope="col">{words.tell('desk.goods')}</th>}
            <th scope="col">{words.tell('field.time')}</th>
          </tr>
        </thead>
        <tbody>
          {first.map(({ row, fields, time }) => (
            <tr key={row.line}>
              <td class="number">{words.number(row.line)}</td>
              {columns.map((name) => (
                <td key={name}>{cellText(words, fields[name])}</td>
              ))}
              {hasGoods && <td>{goodsText(words, fields)}</td>}
              <td>{instantText(words.locale, time)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const cellText = (words: FormWords, value: unknown): string =>
  typeof value === 'number' ? words.number(value) : String(value ?? '');

const goodsText = (words: FormWords, { lines }: Fields): string =>
  (lines as readonly { readonly commodity: string; readonly quantity: number; readonly unit: Unit }[])
    .map(({ commodity, quantity, unit }) => `${words.commodity(commodity)} ${words.quantity(quantity, unit)}`)
    .join(', ');

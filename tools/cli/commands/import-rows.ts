/** `relief import` of the offices' files: checked first, then sent, then followed into the books. */

import { momentIn } from '../../../shared/domain/moments.ts';
import { defaultZone, isZone } from '../../../shared/domain/zoned-date.ts';
import type { DecimalMark } from '../../../shared/files/decimals.ts';
import { readDefault } from '../../../shared/files/defaults.ts';
import type { Encoding } from '../../../shared/files/encoding.ts';
import { importSource } from '../../../shared/files/events-of-records.ts';
import { type ImportKind, kindsOfFiles } from '../../../shared/files/kinds.ts';
import type { ImportDefaults } from '../../../shared/files/options.ts';
import type { RefusedRow } from '../../../shared/files/records.ts';
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts';
import { sendAll } from '../delivery.ts';
import { booksOf } from '../import/books.ts';
import {
  errorsInEnglish,
  errorsOf,
  optionNames,
  rejectsFileOf,
  writeRejects,
} from '../import/office-file.ts';
import { type ReadImport, readImport } from '../import/read-import.ts';
import { warningText } from '../import/warning-text.ts';
import { nameOf } from '../input.ts';
import type { RowOutcome } from '../outcome.ts';
import { readOutputs, type SystemOutputs } from '../outputs.ts';
import { startProgress } from '../progress.ts';
import type { QueueMessage } from '../queue-sender.ts';
import { detailText, reasonText } from '../report.ts';
import { sourceOfToken } from '../sending.ts';
import { faults, valueText } from '../words/faults.ts';
import { sending } from '../words/sending.ts';
import type { Filling } from '../words/words.ts';
import {
  apiOf,
  type JsonOption,
  print,
  printJson,
  type SystemOptions,
  say,
  sendingApiOf,
  tokenOf,
} from './command-line.ts';
import { exitCodeOf, follow, outcomeJson, printOutcome, type WaitOption, waitForOutcome } from './outcome.ts';

export const defaultOptions = {
  order: 'orderId',
  centre: 'centreId',
  location: 'locationId',
  payer: 'payerId',
  audit: 'auditId',
  effectiveFrom: 'effectiveFrom',
  currency: 'currency',
  time: 'time',
  date: 'date',
} as const satisfies Readonly<Record<string, keyof ImportDefaults>>;

type DefaultOptions = { readonly [Name in keyof typeof defaultOptions]?: string };

export interface ImportOptions extends SystemOptions, JsonOption, WaitOption, DefaultOptions {
  readonly rejects?: string;
  readonly decimal?: DecimalMark;
  readonly encoding?: Encoding;
  readonly zone?: string;
  readonly anyway?: true;
  readonly dryRun?: true;
}

const errorsShown = 20;

/** The zone whose days count: what the command names, what the system tells, or what this machine is set to. */
export function zoneOf({ zone: ofSystem }: SystemOutputs, named: string | undefined): string {
  const zone = named ?? ofSystem ?? process.env['ZONE'] ?? defaultZone;
  if (!isZone(zone)) throw new CliError(sending('import.noZone', { zone }), exitCodes.badInput);
  return zone;
}

/** The defaults that the options name. Errors: a `CliError` for the first that cannot be read. */
function defaultsOf(options: DefaultOptions, zone: string): ImportDefaults {
  const defaults: Partial<Record<keyof ImportDefaults, string>> = {};
  for (const [option, field] of Object.entries(defaultOptions)) {
    const text = options[option as keyof DefaultOptions];
    if (text === undefined) continue;
    const read = readDefault(field, text, { zone, options: optionNames });
    if ('expected' in read)
      throw new CliError(
        `${optionNames[field]}: ${valueText(read.expected, JSON.stringify(text))}`,
        exitCodes.badInput,
      );
    defaults[field] = read.value;
  }
  return defaults;
}

export async function importRows(
  kind: ImportKind,
  file: string,
  options: ImportOptions,
): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const zone = zoneOf(system, options.zone);
  const { decimal, encoding, anyway = false } = options;
  const reading = {
    kind,
    file,
    zone,
    decimal,
    encoding,
    defaults: defaultsOf(options, zone),
    now: momentIn(zone, new Date()),
  };
  const source = sourceOf(tokenOf(options));
  const read = await readImport(reading, booksOf(apiOf(system, options), source), anyway);
  for (const note of read.notes) say(note);
  if (options.dryRun) return preview(kind, file, read, options.json === true);
  const rejectsFile = options.rejects ?? rejectsFileOf(file);
  if (read.refused.length > 0) await writeRejects(rejectsFile, file, read.records, read.refused);
  for (const warning of read.warnings) say(sending('import.doubt', { warning: warningText(kind, warning) }));
  if (read.warnings.length > 0 && !anyway) {
    throw new CliError(sending('import.nothing'), exitCodes.badInput);
  }
  const messages = messagesOf(kind, read, system, source);
  const followed = await follow(
    system,
    options,
    messages.map(({ body }) => body),
  );
  await sendEvents(kind, file, messages, system, options);
  const outcomes = followed && (await waitForOutcome(system, options, followed));
  const returned = outcomes === undefined ? [] : refusedByTheSystem(read, outcomes);
  if (returned.length > 0)
    await writeRejects(rejectsFile, file, read.records, [...read.refused, ...returned]);
  report(kind, file, read, outcomes, {
    rejectsFile,
    returned: returned.length,
    json: options.json === true,
  });
  if (read.refused.length > 0) return exitCodes.badInput;
  return outcomes ? exitCodeOf(outcomes) : 0;
}

/** What would be sent and what is wrong, with nothing sent or written. */
function preview(kind: ImportKind, file: string, read: ReadImport, json: boolean): ExitCode | 0 {
  const { events, refused, unchanged, warnings } = read;
  const rows = rowsIn(read);
  if (json)
    printJson({
      kind,
      rows,
      events: events.length,
      notSent: refused.length,
      unchanged,
      warnings: warnings.map((warning) => warningText(kind, warning, faults.inEnglish)),
      errors: errorsInEnglish(file, refused),
    });
  else {
    print(sending('import.would', sizes(rows, events.length)));
    if (refused.length > 0) say(sending('import.wouldNot', { count: refused.length }));
    sayErrors(errorsOf(file, refused));
    for (const warning of warnings) say(sending('import.doubt', { warning: warningText(kind, warning) }));
  }
  return refused.length + warnings.length > 0 ? exitCodes.badInput : 0;
}

/** How much is sent. */
const sizes = (rows: number, events: number): Filling => ({
  rows: sending('rows', { count: rows }),
  events: sending('events', { count: events }),
});

const rowsIn = ({ events }: ReadImport): number =>
  events.reduce((sum, event) => sum + event.records.length, 0);

function sayErrors(errors: readonly string[]): void {
  for (const error of errors.slice(0, errorsShown)) say(error);
  if (errors.length > errorsShown) say(sending('import.more', { count: errors.length - errorsShown }));
}

/** With a token, every event is of its holder. */
const sourceOf = (token: string | undefined): string =>
  token === undefined ? importSource : sourceOfToken(token);

function messagesOf(
  kind: ImportKind,
  { events }: ReadImport,
  system: SystemOutputs,
  source: string,
): readonly QueueMessage[] {
  const queueUrl = system.queues[kindsOfFiles[kind].queue];
  return events.map(({ event }) => ({ queueUrl, body: JSON.stringify({ ...event, source }), event }));
}

async function sendEvents(
  kind: ImportKind,
  file: string,
  messages: readonly QueueMessage[],
  system: SystemOutputs,
  options: SystemOptions,
): Promise<void> {
  if (messages.length === 0) return;
  const progress = startProgress(
    sending('import.progress', { kind, file: nameOf(file) }),
    messages.length,
    sending('unit.events'),
  );
  try {
    await sendAll(system, sendingApiOf(system, options), messages, (sent) => progress.update(sent));
    progress.finish(messages.length);
  } catch (error) {
    progress.abandon();
    say(sending('import.some'));
    throw error;
  }
}

/** Rows that the system rejected, with the exception that each corrects once it is put right. */
function refusedByTheSystem(
  { events, records: { context } }: ReadImport,
  outcomes: readonly RowOutcome[],
): readonly RefusedRow[] {
  const { isDocument } = kindsOfFiles[context.kind];
  const recordsOf = new Map(events.map(({ event, records }) => [event.id as unknown, records]));
  return outcomes.flatMap(({ status, exception, eventId, index }) => {
    if (status !== 'rejected' || exception === undefined) return [];
    const records = recordsOf.get(eventId) ?? [];
    const rows = isDocument ? records : records.slice(index, index + 1);
    const reason = [exception.reason, reasonText(exception.reason)].filter(Boolean).join(', ');
    const why = [reason, detailText(exception.detail)].filter(Boolean).join(': ');
    return rows.map(({ row }) => ({
      row,
      faults: [{ line: row.line, column: 1, field: 'row', rejectedAs: why }],
      corrects: exception.exceptionId,
    }));
  });
}

interface Rejects {
  readonly rejectsFile: string;
  readonly returned: number;
  readonly json: boolean;
}

function report(
  kind: ImportKind,
  file: string,
  read: ReadImport,
  outcomes: readonly RowOutcome[] | undefined,
  { rejectsFile, returned, json }: Rejects,
): void {
  const { events, refused, unchanged, records } = read;
  const rows = rowsIn(read);
  if (json) {
    const errors = errorsInEnglish(file, refused);
    const unsent = refused.length + returned > 0 ? { rejectsFile, errors } : {};
    const outcome = outcomes === undefined ? {} : outcomeJson(outcomes);
    printJson({
      kind,
      rows,
      events: events.length,
      notSent: refused.length,
      unchanged,
      ...unsent,
      ...outcome,
    });
    return;
  }
  print(sending('import.sent', sizes(rows, events.length)));
  if (unchanged > 0) print(sending('import.unchanged', { count: unchanged }));
  if (rows > 0) printOutcome(events.length, outcomes);
  else if (unchanged > 0 && refused.length === 0) print(sending('outcome.all'));
  else if (refused.length === 0 && records.records.length === 0) say(sending('import.empty'));
  sayErrors(errorsOf(file, refused));
  if (refused.length > 0) say(sending('import.notSent', { count: refused.length, file: rejectsFile }));
  if (returned > 0) say(sending('import.returned', { count: returned, file: rejectsFile }));
}

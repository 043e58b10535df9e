/** `relief anomalies` and `relief note`: what is unusual, and what people found out about it. */
import { Option } from 'commander';
import { anomalyKinds } from '../../../shared/domain/anomaly-kinds.ts';
import { findingStates } from '../../../shared/domain/events.ts';
import { CliError, type ExitCode, exitCodes } from '../cli-error.ts';
import { anomalyLines } from '../finding-lines.ts';
import { readOutputs } from '../outputs.ts';
import { correcting } from '../words/correcting.ts';
import { reading } from '../words/reading.ts';
import { usage } from '../words/usage.ts';
import {
  apiOf,
  collect,
  examples,
  type JsonOption,
  print,
  printJson,
  type Subcommand,
  type SystemOptions,
  systemCommand,
} from './command-line.ts';
import { sendOperatorEvent } from './operator.ts';
import { exitCodeOf, outcomeJson, printOutcome, type WaitOption, waitOption } from './outcome.ts';

interface AnomaliesOptions extends SystemOptions, JsonOption {
  readonly order?: string;
  readonly kind?: string;
  readonly state?: string;
}

async function anomalies({ order, kind, state, ...options }: AnomaliesOptions): Promise<0> {
  const api = apiOf(readOutputs(options.outputs), options);
  const found = await collect(
    api.anomalies({
      ...(order !== undefined && { orderId: order }),
      ...(kind !== undefined && { kind }),
      ...(state !== undefined && { state }),
    }),
  );
  // A misspelt order has none, which must not reassure.
  if (found.length === 0 && order !== undefined && (await api.orderTerms(order)) === undefined)
    throw new CliError(reading('is.order', { id: order }));
  if (options.json) printJson(found);
  else print(found.length === 0 ? reading('anomalies.none') : anomalyLines(found));
  return 0;
}

interface NoteOptions extends SystemOptions, JsonOption, WaitOption {
  readonly state?: string;
  readonly owner?: string;
}

/** Errors: a `CliError` for what is neither the id of an exception nor of an anomaly. */
function subjectOf(id: string): { readonly exceptionId: string } | { readonly anomalyId: string } {
  if (/^x[0-9a-f]{32}$/.test(id)) return { exceptionId: id };
  if (/^A-[A-Za-z0-9_-]{31}$/.test(id)) return { anomalyId: id };
  throw new CliError(correcting('note.noId', { id }), exitCodes.badInput);
}

async function note(id: string, text: string, options: NoteOptions): Promise<ExitCode | 0> {
  const system = readOutputs(options.outputs);
  const { state, owner } = options;
  const data = {
    ...subjectOf(id),
    note: text,
    ...(state !== undefined && { state }),
    ...(owner !== undefined && { owner }),
  };
  const way = { queue: 'assurance', group: id } as const;
  const outcomes = await sendOperatorEvent(system, options, way, 'note', 'relief.finding.noted.v1', data);
  if (options.json) printJson({ id, ...(outcomes && outcomeJson(outcomes)) });
  else {
    print(correcting('note.sent', { id }));
    printOutcome(1, outcomes);
  }
  return outcomes ? exitCodeOf(outcomes) : 0;
}

export const anomaliesCommand: Subcommand = (program, end) =>
  systemCommand(program, 'anomalies', reading('anomalies.help'))
    .option('--order <orderId>', reading('anomalies.order'))
    .addOption(new Option('--kind <kind>', reading('anomalies.kind')).choices(anomalyKinds))
    .addOption(new Option('--state <state>', reading('exceptions.state')).choices(findingStates))
    .option('--json', usage('jsonPrint'))
    .addHelpText('after', examples('anomalies --order order-2020-08-05 --state open'))
    .action(async (options: AnomaliesOptions) => end(await anomalies(options)));

export const noteCommand: Subcommand = (program, end) =>
  systemCommand(program, 'note', correcting('note.help'))
    .argument('<id>', correcting('note.id'))
    .argument('<text>', correcting('note.text'))
    .addOption(new Option('--state <state>', correcting('note.state')).choices(findingStates))
    .option('--owner <name>', correcting('note.owner'))
    .option(...waitOption())
    .option('--json', correcting('note.json'))
    .addHelpText(
      'after',
      `${correcting('note.about')}${examples('note x0f1e2d3c4b5a69788796a5b4c3d2e1f0 "the scale was wrong" --state explained --owner Ri')}`,
    )
    .action(async (id: string, text: string, options: NoteOptions) => end(await note(id, text, options)));

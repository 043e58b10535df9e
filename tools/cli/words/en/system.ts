/** Texts of what may go wrong between the command line and files, queues, tables and the API. */
import type { Phrases } from '../../../../dashboard/words/catalogue.ts';

export const system = {
  'outputs.none':
    'No local system is running: start one with "npm start", or name a deployed one with --outputs',
  'outputs.unreadable': 'Cannot read the outputs file {file}',
  'outputs.notJson': 'The outputs file {file} is not JSON',
  'outputs.incomplete': '{file} has no {key}; is it the outputs file of a relief system?',
  'outputs.other':
    '{file} holds neither the outputs of a local system nor those of "cdk deploy --outputs-file"',
  'api.silent':
    'Nothing answers at {address}: start the system with "npm start", or name another with --outputs',
  'api.refused': 'The API answered {status} to {path}',
  'api.refused.why': 'The API answered {status} to {path}: {why}',
  'api.needsToken': ' (give a token with --token or RELIEF_TOKEN)',
  'api.absent': '{path} was not found',
  'api.otherwise': "The API's answer to {path} is not what it promises: {why}",
  'api.refusedEvent': 'The API refused {id}: {why}',
  'api.tooOften': 'The API is asked too often.',
  'api.noReason': 'no reason given',
  'api.anEvent': 'an event',
  'token.nobody': 'The token does not say whose it is',
  'queues.failed': 'Cannot use the queues: {why}',
  'queues.dead': {
    one: '{count} message ended in dead-letter queues; docs/runbook.md says what to do',
    other: '{count} messages ended in dead-letter queues; docs/runbook.md says what to do',
  },
  'queue.refused': 'The queue {queue} refused a message: {why}',
  'queue.refusedThe': 'The queue {queue} refused the message: {why}',
  'table.failed': 'Cannot read the table {table}: {why}',
  'file.input': 'standard input',
  'file.none': 'There is no file {file}',
  'file.folder': '{file} is a folder, not a file',
  'file.closed': 'You may not read the file {file}',
  'file.failed': 'Cannot read the file {file} ({why})',
  'file.unreadable': 'Cannot read the file {file}: {why}',
  'file.screen': 'A workbook is not for a screen: write it to a file, as in "> list.xlsx"',
  'file.notJson': '{file} is not JSON',
  'file.noEvent': '{where}: expected one event, a JSON object',
  'file.empty': '{file} is empty; expected one event, an array of events, or one event per line',
  'replay.empty': '{file} is empty; expected the events.ndjson of an export',
  'replay.notJson': '{where} line: expected JSON',
  'replay.noEvent': '{where} {field}: expected an exported event; {why}',
  'figure.split': '{value} {unit} is not a whole number of base units',
  'progress.of': '{done} of {total} {unit}',
  'progress.done': '{done} {unit}',
} as const satisfies Phrases;

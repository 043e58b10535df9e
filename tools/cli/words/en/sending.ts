/** Texts of the commands that send events and files, and of what became of them. */
import type { Phrases } from '../../../../dashboard/words/catalogue.ts';

export const sending = {
  rows: { one: '{count} row', other: '{count} rows' },
  events: { one: '{count} event', other: '{count} events' },
  'unit.events': 'events',
  'send.help': 'Send events as they are: one event, an array, or one event per line.',
  'send.queue': 'the queue to send to',
  'send.file': 'a JSON file, or - for standard input',
  'send.anyway': 'send events that will be rejected, too',
  'send.json':
    'print { queue, sent } as JSON, with --wait also posted, held, rejected, undone, undecided and exceptions',
  'send.about': `
The message group and deduplication id follow from the event itself, so sending a file again changes nothing. While
anything in the file is not as the contract has it, nothing is sent, and everything that is wrong is told.

Queues and the events they take:
{queues}
`,
  'send.stray.unknown': {
    one: '{count} event would be rejected on {queue}: {type} is not a type of event',
    other: '{count} events would be rejected on {queue}: {type} is not a type of event',
  },
  'send.stray.other': {
    one: '{count} event would be rejected on {queue}: {type} belongs on {other}',
    other: '{count} events would be rejected on {queue}: {type} belongs on {other}',
  },
  'send.noType': 'without a type',
  'send.noId': 'an event without an id',
  'send.faults': {
    one: '{count} fault would have something rejected:',
    other: '{count} faults would have something rejected:',
  },
  'send.found.nothing': 'nothing',
  'send.field.event': 'event',
  'send.more': '… and {count} more',
  'send.nothing': 'Nothing was sent. {why}{gap}(--anyway sends it all the same)',
  'send.sent': { one: '{count} event sent to {queue}', other: '{count} events sent to {queue}' },
  'outcome.waiting': 'waiting for decisions',
  'outcome.how': 'To see what was not posted: npm run relief -- exceptions',
  'outcome.all': 'All of it is in the books',
  'outcome.none': '{counts}; nothing is in the books',
  'outcome.rest': '{counts}, the rest is in the books',
  'outcome.held': '{count} held',
  'outcome.rejected': '{count} rejected',
  'outcome.undone': '{count} booked once and undone since',
  'outcome.undecided': '{count} not decided yet',
  'outcome.row.undone': 'booked once and undone since: {row}',
  'outcome.row.undecided': 'not decided yet: {row}',
  'outcome.copies': {
    one: '{count} row had been decided before, and that decision stands',
    other: '{count} rows had been decided before, and that decision stands',
  },
  'template.help': 'Print a file to start from: the header, and rows that show how to fill it in.',
  'template.kind': 'what the rows will hold',
  'template.xlsx': 'as an Excel workbook and not as CSV',
  'template.about': `
The rows are examples: replace them. For handovers, "list --sheet" fills in the households of a centre.
`,
  'import.help': "Import an office's file, CSV or Excel workbook, or the events of an export.",
  'import.kind': 'what the file holds',
  'import.file': 'CSV or .xlsx; for events, the events.ndjson of an export; - for standard input',
  'import.order': 'the order of rows without a value in column orderId',
  'import.centre': 'likewise for column centreId',
  'import.location': 'likewise for columns locationId, at and to',
  'import.payer': 'likewise for column payerId',
  'import.audit': 'likewise for column auditId',
  'import.currency': 'likewise for column currency',
  'import.effectiveFrom': 'likewise for column effectiveFrom, as YYYY-MM-DD',
  'import.date': 'the day it happened, as YYYY-MM-DD, if a row says nothing',
  'import.time': 'when it happened, if a row says nothing, such as "2020-08-08 17:00" or with an offset',
  'import.zone': 'the time zone of times without an offset (default: that of the system)',
  'import.decimal': 'which sign stands before the decimals in the file',
  'import.encoding': 'the encoding of a CSV file without a byte order mark',
  'import.anyway': 'send what is in doubt too, after looking at the warnings',
  'import.dryRun': 'send and write nothing: only say what would be sent, and what is wrong',
  'import.rejects': 'where to write rows that are not sent (default: beside the file)',
  'import.json': 'print the result as JSON: { kind, rows, events, notSent, … }',
  'import.about': `
Columns, in any order, in upper or lower case, as CSV with commas, semicolons or tabs, or as the first sheet of a workbook:
{columns}
  Handovers also have a column for each commodity and its unit, such as "rice (kg)" or "oil (bottle)"; an empty cell
  or 0 means none. The rows of one waybill, arrival or count share its number: one row for each line of goods.
  Other columns, a title above the header and empty columns are left alone. "template <kind>" writes a file to start from.

When it happened: a column time (with an offset, or by the clock of the system), a column date, --time or --date. A date
alone means noon. Handovers, returns and payments without any are dated now; counts need a time, the others a date.

Whatever could mean two things is refused: 8.000 or 1,5 (unless --decimal says which sign stands before decimals),
01.02.2020, a receipt number of another household, a day on which the order is not in force. Such a row is shown as
"file:line:column field: expected …" and goes to <file>.rejects.csv or .xlsx, in the encoding it came in; the other rows
are sent. Correct it there and import the rejects file. Goods that the order does not have, far more than it plans, a
lorry at another place than it was sent to, households that the registry hardly knows and the like stop the whole file
before anything is sent, unless you add --anyway. Importing a file again changes nothing, even after a crash.

With --wait, rows that the system rejected go to the rejects file too, with the exception that each corrects.
Exit codes: 0 all of it is in the books · 1 a row was rejected · 2 a row was not sent · 4 a row is held.
`,
  'import.stopped': 'Stopped. Nothing is sent twice: run the same command again to finish.',
  'import.dryRunEvents': '--dry-run is for the files of offices',
  'import.progress': '{kind} from {file}',
  'import.replayed': '{events} sent in {waves}, each decided before the next',
  'import.waves': { one: '{count} wave', other: '{count} waves' },
  'import.noZone': 'There is no time zone {zone}',
  'import.doubt': 'Is this right? {warning}',
  'import.nothing': 'Nothing was sent. Correct the file, or send it as it is with --anyway',
  'import.would': '{rows} would be sent in {events}',
  'import.wouldNot': { one: '{count} row would not be sent', other: '{count} rows would not be sent' },
  'import.more': '… and {count} more',
  'import.some': 'Some rows may have been sent before this; importing the file again sends nothing twice',
  'import.sent': '{rows} sent in {events}',
  'import.unchanged': {
    one: '{count} row is in the registry already, as in the file',
    other: '{count} rows are in the registry already, as in the file',
  },
  'import.empty': 'The file has no rows',
  'import.notSent': {
    one: '{count} row not sent; correct it in {file} and import that file',
    other: '{count} rows not sent; correct them in {file} and import that file',
  },
  'import.returned': {
    one: '{count} rejected row in {file} too; put right there, each replaces what was rejected',
    other: '{count} rejected rows in {file} too; put right there, each replaces what was rejected',
  },
  'import.uncompared': 'The file was not held against the books',
  'import.cannotCompare':
    'The file cannot be held against the books, so nothing was sent: {why} (--anyway sends it unchecked)',
  'import.unknownOrder': 'There is no order {order} yet: what names it waits for it, unchecked',
  'import.notRead': 'Columns that are not read: {columns}',
  'import.datedNow':
    'No time is given for {count} of the rows: they are dated now, {now} in {zone}; --date, --time or a column date says another day',
} as const satisfies Phrases;

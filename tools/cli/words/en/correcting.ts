/** Texts of the commands that put right, take back, note, renew and publish. */
import type { Phrases } from '../../../../dashboard/words/catalogue.ts';

export const correcting = {
  'exception.id': 'as "exceptions" lists it',
  'exception.json': 'print { exceptionId, queue } as JSON',
  'exception.none':
    'There is no exception {id}, or it has been posted since; "npm run relief -- exceptions" lists them',
  'exception.final': '{id} was rejected ({reason}). That is final: only held exceptions can be {done}',
  'exception.noEvent': '{id} has no event that could be {done}',
  'exception.stillHeld': '{id} is still held',
  retried: 'retried',
  withdrawn: 'withdrawn',
  'retry.help': 'Have a held exception decided again.',
  'retry.about': `
Held items are retried on their own as soon as what they depend on arrives. This asks for a retry at once.
`,
  'retry.done': '{id} will be decided again',
  'void.help': 'Take back a whole event that was wrong: booked, or held.',
  'void.source': 'the source of the event, as ledgers and "exceptions" tell it',
  'void.id': 'its id',
  'void.reason': 'why it was wrong',
  'void.queue': 'the queue that the event came by',
  'void.group': 'its message group there',
  'void.json': 'print { source, id, queue, group } as JSON',
  'void.about': `
A dispatch of which nothing has arrived, an arrival, a loss, a count, a funding or a transfer is reversed on every book
that it touched; of a sheet, what is held is withdrawn. Receipts and payments in the books are undone by returns and
reversals. The API tells where the event went; --queue and --group name it where nothing has been decided yet.
`,
  'void.sent': 'The void of {source} {id} was sent to {queue}',
  'void.together': '--queue and --group go together',
  'void.undecided':
    'Nothing has been decided about {source} {id}; if it was sent, name its way with --queue and --group',
  'withdraw.help': 'Take back what is held, so that it never books itself.',
  'withdraw.id': 'one item, as "exceptions" lists it',
  'withdraw.import': 'all that is held of events whose ids begin so, such as "handovers-"',
  'withdraw.source': 'all that is held of events of this source',
  'withdraw.order': 'only under this order; with - only what names none',
  'withdraw.location': 'only at this location',
  'withdraw.on': 'only what was recorded on this day, as YYYY-MM-DD',
  'withdraw.dryRun': 'only say what would be withdrawn',
  'withdraw.about': `
What is withdrawn becomes rejected as "withdrawn". What is booked stays: it is undone by "void", a return or a reversal.
Of an import, one void is sent for each event, however many rows it has. Run it again if it was interrupted: for the same
reason the voids are the same, and what is withdrawn already is left out.
`,
  'withdraw.done': '{id} will be withdrawn',
  'withdraw.one': 'Name an exception, or an import with --import or --source; not both',
  'withdraw.why': 'Say why it was wrong, with --reason',
  'withdraw.progress': 'withdrawing',
  'withdraw.looking': 'looking for what is held',
  'withdraw.imports': 'imports',
  'withdraw.summary': '{rows} will be withdrawn, by {voids}',
  'withdraw.rows': { one: '{count} held row', other: '{count} held rows' },
  'withdraw.voids': { one: '{count} void', other: '{count} voids' },
  'withdraw.noOrder': 'Nothing is held that names the order {order}',
  'withdraw.none.both':
    'Nothing is held of events whose ids begin with {prefix} of the source {source}, or it is being withdrawn already',
  'withdraw.none.prefix':
    'Nothing is held of events whose ids begin with {prefix}, or it is being withdrawn already',
  'withdraw.none.source': 'Nothing is held of the source {source}, or it is being withdrawn already',
  'column.type': 'Type',
  'column.day': 'Day',
  'column.sender': 'Sender',
  'column.events': 'Events',
  'column.held': 'Held',
  'note.help': 'Say what was found out about an exception or an anomaly.',
  'note.id': 'as "exceptions" or "anomalies" lists it',
  'note.text': 'what was found out',
  'note.state': 'what state it is in from now on',
  'note.owner': 'who looks after it from now on',
  'note.json': 'print { id } as JSON',
  'note.about': `
A note changes no book, and stays: a later note says otherwise.
`,
  'note.noId':
    '{id} is neither the id of an exception nor of an anomaly; "exceptions" and "anomalies" list them',
  'note.sent': 'The note about {id} was sent',
  'cards.help': 'List the cards of the households that a centre serves, or renew one.',
  'cards.centre': 'the centre whose cards are listed',
  'cards.order': 'the order whose dues are on them',
  'cards.renew': 'make a new code for this household, and end the old one',
  'cards.about': `
Whoever has a token speaks for its household: print the cards, and delete the file. The page prints them with QR codes.
`,
  'cards.notFound': '{id} was not found',
  'cards.renewed': '{id} gets a new card; the old one opens nothing from now on',
  'cards.which': 'Name the centre and the order: --centre <centreId> --order <orderId>',
  'publish.help': 'Open the public page of an order to everybody, or close it.',
  'publish.close': 'close it again',
  'publish.json': 'print { orderId, isPublic } as JSON',
  'publish.about': `
It shows what came, was handed out and is on hand by location: no names, and no figures of few households.
`,
  'publish.opened': 'The public page of {order} is open: /orders/{order}/public',
  'publish.closed': 'The public page of {order} is closed: /orders/{order}/public',
} as const satisfies Phrases;

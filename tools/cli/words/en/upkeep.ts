/** Texts of the commands that prove, seal and copy the books, and of those that shells need. */
import type { Phrases } from '../../../../dashboard/words/catalogue.ts';

export const upkeep = {
  'verify.help':
    'Recompute every hash chain and every balance and compare them with the seals; print the first broken entry and exit 1 if anything differs.',
  'verify.json': 'print { accounts, entries, findings } as JSON, the earliest finding first',
  'verify.holds': '{entries} entries on {accounts} accounts: every hash chain and every balance holds{seals}',
  'verify.noArchive': ', but the outputs name no archive of seals to compare them with',
  'verify.notSealed': ', and nothing is sealed yet',
  'verify.sealed': ', as sealed up to {at}',
  'verify.broken': 'BROKEN {account} entry {seq}: expected {expected}, found {found}{others}',
  'verify.others': ' (and {count} more)',
  'verify.damaged': 'BROKEN {why}',
  'seal.help':
    'Seal the day now, as the system does on its own once a day; what is booked later that day is sealed with the next. Exit 1 if anything was tampered with.',
  'seal.zone': 'the time zone that days are counted in (default: that of the system)',
  'seal.json': 'print { date, isNew, books, digest, findings } as JSON',
  'seal.new': '{date} is sealed: {books} books, digest {digest}',
  'seal.known':
    '{date} was sealed before, up to {at}: {books} books, digest {digest}. What is booked later is sealed with the next day.',
  'seal.tampered': 'TAMPERED {account} entry {seq}: expected {expected}',
  'seal.noArchive': 'The outputs name no archive for seals',
  'export.help': 'Write everything to files: events, journal, tables, and CSV for people.',
  'export.dir': 'a new or empty folder',
  'export.json': 'print the manifest as JSON',
  'export.about': `
events.ndjson     every event ever sent, in order; "import events" replays it into an empty system
csv/              locations, households, and the handovers and payments in force
journal/, seals/  every chain with its hashes; "python3 tools/verifier/verify.py <dir>" checks them
tables/           every item as stored, in the form of DynamoDB's own exports
manifest.json     counts and SHA-256 of each file

Export while nothing is being posted; otherwise the files may hold only part of what is posted meanwhile.
Erased names are in none of the files, so an event that held one is no longer as it was sent. Imported into the system
it came from, it is kept as a conflicting duplicate and changes no book.
`,
  'export.progress': 'export to {directory}',
  'export.items': 'items',
  'export.file': 'File',
  'export.lines': 'Lines',
  'export.events': {
    one: '{count} event: {original} as sent, {rebuilt} rebuilt, {redacted} redacted',
    other: '{count} events: {original} as sent, {rebuilt} rebuilt, {redacted} redacted',
  },
  'export.damaged': {
    one: '{count} item could not be read; "npm run relief -- verify" shows what was altered',
    other: '{count} items could not be read; "npm run relief -- verify" shows what was altered',
  },
  'export.stopped': 'Stopped. {directory} is incomplete: delete it before you export to it again.',
  'export.unfinished': '{directory} holds an unfinished export; delete it, or export to a new folder',
  'export.notEmpty': '{directory} is not empty; export to a new folder',
  'export.failed': 'Cannot write to the folder {directory}: {why}',
  'completion.help': 'Print a script by which your shell completes commands, options, choices and files.',
  'completion.shell': 'the shell to print it for',
  'completion.about': `
It completes the word "relief": with "alias relief='node <folder of this project>/tools/cli/bin.js'" in the file of your
shell, or with "npm link". Load it there too:
  bash   source <(relief completion bash)
  zsh    source <(relief completion zsh), after compinit
  fish   relief completion fish | source
`,
} as const satisfies Phrases;

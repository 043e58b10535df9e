/** What the command line says of itself: its help as a whole, what all commands share, and what is wrong with a command line. */
import type { Phrases } from '../../../../dashboard/words/catalogue.ts';

export const usage = {
  about:
    'Send events to a relief ledger, import files, and read its books.\n\nRun it as "npm run relief -- <command>" in the folder of this project.',
  after: `
A command works on the system that "npm start" runs on this machine, or on a deployed one with --outputs.

Exit codes:
  0    done
  1    the books differ, what was asked for does not exist, or with --wait: something was rejected
  2    wrong usage, or input that cannot be read or is in doubt; for an import, some rows were not sent
  3    the system cannot be reached, or refuses
  4    with --wait: nothing was rejected, but something is held until what it needs arrives
  130  stopped with Ctrl+C`,
  examples: 'Examples:',
  lang: 'the language to answer in (default: RELIEF_LANG, or that of this machine)',
  version: 'output the version number',
  help: 'display help for command',
  showsHow: '(--help shows how)',
  outputs: 'the file that "cdk deploy --outputs-file <file>" wrote (default: the system of "npm start")',
  token: 'access token for its API (default: RELIEF_TOKEN)',
  wait: 'wait until everything is decided, then tell what became of every row; exit 1 if one was rejected, 4 if one is held',
  json: 'as JSON',
  jsonOfApi: 'as JSON, as the API returns it',
  jsonListOfApi: 'as JSON, as the API returns them',
  jsonResult: 'print the result as JSON',
  jsonPrint: 'print them as JSON',
  csv: 'as CSV',
  xlsx: 'as an Excel workbook',
  Usage: 'Usage:',
  Arguments: 'Arguments:',
  Options: 'Options:',
  Commands: 'Commands:',
  'Global Options': 'Global Options:',
  'usage.options': '[options]',
  'usage.command': '[command]',
  choices: 'choices: {choices}',
  default: 'default: {value}',
  'error.argument': "error: missing required argument '{name}'",
  'error.value': "error: option '{option}' argument missing",
  'error.option': "error: required option '{option}' not specified",
  'error.conflict': "error: option '{option}' cannot be used with option '{other}'",
  'error.unknown': "error: unknown option '{option}'",
  'error.many': {
    one: "error: too many arguments for '{command}'. Expected {count} argument but got {found}.",
    other: "error: too many arguments for '{command}'. Expected {count} arguments but got {found}.",
  },
  'error.command': "error: unknown command '{command}'",
  'error.choice':
    "error: command-argument value '{value}' is invalid for argument '{name}'. Allowed choices are {choices}.",
  'error.optionChoice':
    "error: option '{option}' argument '{value}' is invalid. Allowed choices are {choices}.",
  'error.meant': '(Did you mean {name}?)',
  'error.meantOne': '(Did you mean one of {names}?)',
} as const satisfies Phrases;

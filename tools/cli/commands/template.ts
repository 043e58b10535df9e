/** `relief template`: a CSV file to start from. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument } from 'commander';
import { type ImportKind, importKinds } from '../csv-columns.ts';
import { examples, type Subcommand } from './command-line.ts';

const templates = join(import.meta.dirname, '..', '..', '..', 'examples', 'templates');

export const templateCommand: Subcommand = (program, end) =>
  program
    .command('template')
    .description('Print a CSV file to start from: the header, and rows that show how to fill it in.')
    .addArgument(new Argument('<kind>', 'what the rows will hold').choices(importKinds))
    .addHelpText(
      'after',
      `
The rows are examples: replace them. For handovers, "list --sheet" fills in the households of a centre.
${examples('template households > households.csv', 'template handovers > sheet.csv', 'template payments > payments.csv')}`,
    )
    .action((kind: ImportKind) => {
      process.stdout.write(readFileSync(join(templates, `${kind}.csv`), 'utf8'));
      end(0);
    });

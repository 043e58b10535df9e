/** `relief template`: a file to start from, CSV or Excel workbook. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument } from 'commander';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { type CsvTable, csvText } from '../../../shared/files/csv.ts';
import { type ImportKind, importKinds } from '../../../shared/files/kinds.ts';
import { templateTable } from '../../../shared/files/template.ts';
import { examples, printBytes, type Subcommand } from './command-line.ts';

const templates = join(import.meta.dirname, '..', '..', '..', 'examples', 'templates');

const templateOf = (kind: ImportKind): CsvTable =>
  templateTable(readFileSync(join(templates, `${kind}.csv`), 'utf8'));

export const templateCommand: Subcommand = (program, end) =>
  program
    .command('template')
    .description('Print a file to start from: the header, and rows that show how to fill it in.')
    .addArgument(new Argument('<kind>', 'what the rows will hold').choices(importKinds))
    .option('--xlsx', 'as an Excel workbook and not as CSV')
    .addHelpText(
      'after',
      `
The rows are examples: replace them. For handovers, "list --sheet" fills in the households of a centre.
${examples('template households > households.csv', 'template arrivals --xlsx > arrivals.xlsx', 'template payments > payments.csv')}`,
    )
    .action(async (kind: ImportKind, { xlsx }: { readonly xlsx?: true }) => {
      const table = templateOf(kind);
      printBytes(xlsx ? await workbookOf(table) : csvText(table));
      end(0);
    });

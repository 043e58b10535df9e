/** `relief template`: a file to start from, CSV or Excel workbook. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument } from 'commander';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { type CsvTable, csvText } from '../../../shared/files/csv.ts';
import { type ImportKind, importKinds } from '../../../shared/files/kinds.ts';
import { templateTable } from '../../../shared/files/template.ts';
import { sending } from '../words/sending.ts';
import { examples, printBytes, type Subcommand } from './command-line.ts';

const templates = join(import.meta.dirname, '..', '..', '..', 'examples', 'templates');

const templateOf = (kind: ImportKind): CsvTable =>
  templateTable(readFileSync(join(templates, `${kind}.csv`), 'utf8'));

export const templateCommand: Subcommand = (program, end) =>
  program
    .command('template')
    .description(sending('template.help'))
    .addArgument(new Argument('<kind>', sending('template.kind')).choices(importKinds))
    .option('--xlsx', sending('template.xlsx'))
    .addHelpText(
      'after',
      `${sending('template.about')}${examples('template households > households.csv', 'template arrivals --xlsx > arrivals.xlsx', 'template payments > payments.csv')}`,
    )
    .action(async (kind: ImportKind, { xlsx }: { readonly xlsx?: true }) => {
      const table = templateOf(kind);
      printBytes(xlsx ? await workbookOf(table) : csvText(table));
      end(0);
    });

/** `npm run imports`: imports handovers of a city by the command, as CSV and as a workbook, and prints what that takes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { workbookOf } from '../../../functions/ledger-api/workbook.ts';
import { type Cell, csvText } from '../../../shared/files/csv.ts';
import { table } from '../../../tools/bench/text-table.ts';
import { anyPorts, inMemory } from '../../../tools/local/settings.ts';
import { startSystemProcess } from '../../../tools/local/system-process.ts';
import { projectRoot } from '../../flows/desk.ts';

const rows = Number(process.env['ROWS'] ?? 20_000);
const centres = ['C-1', 'C-2', 'C-3', 'C-4', 'C-5'] as const;
const orderId = 'O-1';
const folder = mkdtempSync(join(tmpdir(), 'relief-imports-'));
const outputsFile = join(folder, 'outputs.json');

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const path = (name: string): string => join(folder, name);

interface Run {
  readonly seconds: number;
  /** When the last event was sent. */
  readonly sentSeconds: number | undefined;
  readonly megabytes: number;
  readonly said: string;
}

/** Has Node say at its end how much memory it held. */
const peak = `data:text/javascript,${encodeURIComponent(
  "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))",
)}`;

/** Runs a command to its end. Errors: throws where it does not end well. */
async function relief(...args: readonly string[]): Promise<Run> {
  const from = performance.now();
  const elapsed = (): number => (performance.now() - from) / 1_000;
  const command = ['--import', peak, 'tools/cli/bin.js', ...args, '--outputs', outputsFile];
  const child = spawn(process.execPath, command, {
    cwd: projectRoot,
    env: { ...process.env, RELIEF_LANG: 'en' },
  });
  const said: string[] = [];
  let sentSeconds: number | undefined;
  let megabytes = 0;
  for (const output of [child.stdout, child.stderr])
    createInterface({ input: output }).on('line', (line) => {
      if (/^ {2}\w+ from .*: [\d,]+ events$/.test(line)) sentSeconds = elapsed();
      if (line.startsWith('peak ')) megabytes = Number(line.slice('peak '.length)) / 1_024;
      else said.push(line);
    });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${said.slice(-20).join('\n')}`);
  return { seconds: elapsed(), sentSeconds, megabytes, said: said.join('\n') };
}

const centreOf = (index: number): string => centres[index % centres.length] ?? '';
const householdOf = (index: number): string => `H-${String(index + 1).padStart(5, '0')}`;

const fileOf = (name: string, columns: readonly string[], cells: readonly (readonly Cell[])[]): string => {
  writeFileSync(path(name), csvText({ columns, rows: cells }));
  return path(name);
};

/** A city of which every household may have 10 kg of rice twice, with all of it at its centres. */
async function playCity(): Promise<void> {
  const locations = fileOf(
    'locations.csv',
    ['locationId', 'name', 'kind'],
    [...centres.map((centreId) => [centreId, centreId, 'centre'])],
  );
  await relief('import', 'locations', locations, '--wait');
  const households = Array.from({ length: rows }, (_, index) => [householdOf(index), centreOf(index), 2, 2]);
  const register = fileOf('households.csv', ['householdId', 'centreId', 'adults', 'children'], households);
  const registered = await relief(
    'import',
    'households',
    register,
    '--effective-from',
    '2020-08-01',
    '--wait',
  );
  print(`${rows.toLocaleString('en')} households registered in ${registered.seconds.toFixed(1)} s`);
  writeFileSync(
    path('order.json'),
    JSON.stringify({
      specversion: '1.0',
      id: 'order-1',
      source: 'urn:measure',
      type: 'relief.order.issued.v1',
      time: '2020-08-05T09:00:00+09:00',
      data: {
        orderId,
        title: 'A measurement',
        issuedBy: 'Measure',
        referenceDate: '2020-08-05',
        startsOn: '2020-08-05',
        area: { centres: 'all' },
        rations: [{ commodity: 'rice', quantityPerPerson: 10, unit: 'kg' }],
        pledges: [],
        prohibitions: [],
        release: 'first-come',
      },
    }),
  );
  await relief('send', 'policy-orders', path('order.json'), '--wait');
  const arrivals = centres.map((centreId) => [
    ...[`W-${centreId}`, orderId, centreId, 'Stores', '2020-08-06', 'rice'],
    ...[(rows / centres.length) * 40, 'kg'],
  ]);
  const columns = ['shipmentId', 'orderId', 'at', 'source', 'date', 'commodity', 'quantity', 'unit'];
  await relief('import', 'arrivals', fileOf('arrivals.csv', columns, arrivals), '--wait');
}

/** A file of a receipt for every household, told apart from others by its round. */
async function handovers(round: string, isWorkbook: boolean): Promise<string> {
  const cells = Array.from({ length: rows }, (_, index) => [
    `R-${householdOf(index)}-${round}`,
    ...[householdOf(index), centreOf(index), orderId, '2020-08-08', 10],
  ]);
  const columns = ['receiptId', 'householdId', 'centreId', 'orderId', 'date', 'rice (kg)'];
  if (!isWorkbook) return fileOf(`handovers-${round}.csv`, columns, cells);
  writeFileSync(path(`handovers-${round}.xlsx`), await workbookOf({ columns, rows: cells }));
  return path(`handovers-${round}.xlsx`);
}

async function measure(round: string, isWorkbook: boolean): Promise<readonly string[]> {
  const file = await handovers(round, isWorkbook);
  const checked = await relief('import', 'handovers', file, '--dry-run');
  const whole = await relief('import', 'handovers', file, '--wait');
  if (!whole.said.includes('All of it is in the books')) throw new Error(whole.said);
  const again = await relief('import', 'handovers', file, '--wait');
  const [megabytes] = [Math.max(checked.megabytes, whole.megabytes)];
  const figures = [checked.seconds, whole.sentSeconds ?? Number.NaN, whole.seconds, again.seconds];
  return [isWorkbook ? 'XLSX' : 'CSV', ...figures.map((figure) => figure.toFixed(1)), megabytes.toFixed(0)];
}

const system = await startSystemProcess({
  environment: { ...process.env, ...anyPorts, DATA_DIR: inMemory, SCHEDULES: 'off' },
  projectRoot,
  outputsFile,
});
try {
  await playCity();
  const header = ['file', 'checked', 'sent', 'decided', 'again', 'MB'];
  print(table([header, await measure('1', false), await measure('2', true)]));
  print('seconds from the start of the command; MB: the most memory that it held');
} finally {
  await system.stop();
  rmSync(folder, { recursive: true });
}

/**
 * Writes the scenario as files: `npx tsx examples/kaesong/write.ts <dir> [population] [centreId …]`.
 *
 * Events of a step become `events/<nn>-<step>.ndjson`, one event a line; the registry, the handovers and the payments
 * also become CSV files for `relief import`.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { handoverDays } from './desks.ts';
import { districtOptions, kaesongScenario } from './scenario.ts';
import type { ScenarioOptions } from './setting.ts';
import { paymentDays } from './stipend.ts';

/** The smallest of Kaesong: 25 households of one ri; its files are kept in the repository. */
export const villageOptions: ScenarioOptions = { population: 102, centreIds: ['KS-R01'] };

type Cell = string | number | undefined;
const csv = (cells: readonly Cell[]): string => `${cells.map((cell) => cell ?? '').join(',')}\n`;

/** Makes the first event at most: those of a city are many. */
function isEmpty(events: Iterable<unknown>): boolean {
  for (const _ of events) return false;
  return true;
}

/** Every file of a scenario by name, its text made piece by piece. */
export function scenarioFiles(options: ScenarioOptions): ReadonlyMap<string, () => Iterable<string>> {
  const scenario = kaesongScenario(options);
  const { orderId, rations } = scenario;
  const files = new Map<string, () => Iterable<string>>();

  // A step that sends nothing, only waits, has no file.
  const steps = scenario.days
    .flatMap(({ steps: stepsOfDay }) => stepsOfDay)
    .filter((step) => !isEmpty(step.events()));
  for (const [index, step] of steps.entries()) {
    files.set(`events/${String(index + 1).padStart(2, '0')}-${step.name}.ndjson`, function* () {
      for (const event of step.events()) yield `${JSON.stringify(event)}\n`;
    });
  }

  files.set('households.csv', function* () {
    yield csv(['householdId', 'centreId', 'effectiveFrom', 'neighbourhood', 'adults', 'children']);
    for (const { householdId, centreId, neighbourhood, adults, children } of scenario.registry()) {
      yield csv([householdId, centreId, '2020-07-24', neighbourhood, adults, children]);
    }
  });
  files.set('handovers.csv', function* () {
    const goods = rations.map(({ commodity, unit }) => `${commodity} (${unit})`);
    yield csv(['receiptId', 'householdId', 'centreId', 'orderId', 'collectedBy', ...goods]);
    const rows = [...handoverDays.map(scenario.receipts), scenario.receiptsFoundLater];
    for (const [centreId, { receiptId, householdId, collectedBy, lines }] of rows.flatMap((day) => [
      ...day,
    ])) {
      const quantities = rations.map(
        ({ commodity }) => lines.find((line) => line.commodity === commodity)?.quantity,
      );
      yield csv([receiptId, householdId, centreId, orderId, collectedBy, ...quantities]);
    }
  });
  files.set('payments.csv', function* () {
    yield csv(['paymentId', 'householdId', 'payerId', 'orderId', 'amount', 'currency']);
    for (const day of paymentDays) {
      for (const [payerId, { paymentId, householdId, amount, currency }] of scenario.payments(day)) {
        yield csv([paymentId, householdId, payerId, orderId, amount, currency]);
      }
    }
  });
  return files;
}

async function writeScenario(directory: string, options: ScenarioOptions): Promise<void> {
  await mkdir(join(directory, 'events'), { recursive: true });
  for (const [name, text] of scenarioFiles(options)) {
    await pipeline(Readable.from(text()), createWriteStream(join(directory, name)));
  }
}

if (import.meta.main) {
  const [directory, population, ...centreIds] = process.argv.slice(2);
  if (directory === undefined) {
    process.stderr.write('usage: npx tsx examples/kaesong/write.ts <dir> [population] [centreId …]\n');
    process.exitCode = 2;
  } else {
    const options: ScenarioOptions =
      population === undefined
        ? districtOptions
        : { population: Number(population), ...(centreIds.length > 0 ? { centreIds } : {}) };
    await writeScenario(directory, options);
  }
}

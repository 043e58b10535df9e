/**
 * Simulates audits in numbers: `npm run audits -- --audits 100000 --seed 7`.
 *
 * Prints how often an audit of books in which just more is missing than it tolerates is confirmed all the same, and how
 * many visits meet phantom receipts. Exits with 1 when more are confirmed than the risk allows.
 */
import { parseArgs } from 'node:util';
import { auditMethods } from '../../../shared/domain/audit-evidence.ts';
import { textTable } from '../../../tools/cli/report.ts';
import { Dice } from '../../support/dice.ts';
import { falselyConfirmed, shareOf, thefts, visitsToFind } from './audit-simulation.ts';

const { values } = parseArgs({
  options: { audits: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const count = Number(values.audits);
const riskPercent = 5;
const toleranceShare = 0.05;
const mostVisits = 150;

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

let isKept = true;
const rows = auditMethods.flatMap((method) =>
  thefts.map((theft) => {
    const dice = new Dice(`audits-${values.seed}-${method}-${theft}`);
    const found = falselyConfirmed(dice, { method, theft, riskPercent, toleranceShare, mostVisits }, count);
    const { share, low, high } = shareOf(found, count);
    isKept &&= share <= riskPercent / 100;
    return [method, theft, count, percent(share), `${percent(low)} to ${percent(high)}`];
  }),
);
process.stdout.write(
  `Confirmed although just more than ${percent(toleranceShare)} is missing, at a risk of ${riskPercent} %:\n`,
);
process.stdout.write(
  `${textTable(['Method', 'Theft', 'Audits', 'Confirmed falsely', '95 % interval'], rows)}\n\n`,
);
const shares = [0.0025, 0.005, 0.01, 0.02];
process.stdout.write('Visits that meet at least one phantom receipt:\n');
process.stdout.write(
  `${textTable(
    ['Phantoms of all that is recorded', 'in 50 % of audits', 'in 95 %', 'in 99 %'],
    shares.map((share) => [
      percent(share),
      ...[0.5, 0.95, 0.99].map((chance) => visitsToFind(share, chance)),
    ]),
  )}\n`,
);
process.exitCode = isKept ? 0 : 1;

/**
 * `npm run cost`: plays a round on this machine, counts its units, and prints what it and an idle month cost on AWS.
 *
 * Ends with 1 where it costs more than was promised. `-- --households 77000` plays one of that size; 8,000 differ from it by some hundredths.
 */
import { parseArgs } from 'node:util';
import { synthesizedAssembly } from '../local/assembly.ts';
import { endWithNpm } from '../local/npm-parent.ts';
import { Templates } from '../local/templates.ts';
import { projectRoot } from './bench-system.ts';
import { costText, meetsCostTargets, pricesTable } from './cost-text.ts';
import { idleResourcesOf } from './idle-resources.ts';
import { costOfRound } from './round-cost.ts';

const { values: options } = parseArgs({ options: { households: { type: 'string', default: '8000' } } });
const households = Number(options.households);
if (!Number.isInteger(households) || households < 1) throw new Error('--households takes a number');

endWithNpm();
// As on Lambda, whatever the clock of this machine shows.
process.env['TZ'] = 'UTC';

const tell = (line: string): void => {
  process.stderr.write(`${line} …\n`);
};
const assembly = await synthesizedAssembly(projectRoot, tell);
tell(`A round of ${households.toLocaleString('en')} households, from registry to stipend`);
const round = await costOfRound(households);
const stack = idleResourcesOf(Templates.read(assembly));
process.stdout.write(`${costText(round, stack)}\n\n${pricesTable()}\n`);
if (!meetsCostTargets(round, stack)) process.exitCode = 1;

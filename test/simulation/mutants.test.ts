import { describe, expect, it } from 'vitest';
import { Dice } from '../support/dice.ts';
import { auditMutants } from './audit-mutants.ts';
import { claimMutants } from './claim-mutants.ts';
import { drawHistory, type History } from './history.ts';
import { mutants } from './mutants.ts';
import { numberMutants } from './number-mutants.ts';
import { secondThoughtMutants } from './second-thought-mutants.ts';
import { drawFaults, Simulation, type Substitutes } from './simulation.ts';
import { tallyMutants } from './tally-mutants.ts';
import { Violation } from './violation.ts';

async function violationOf(
  seed: string,
  substitutes: Substitutes,
  own: (() => History) | undefined,
): Promise<string | undefined> {
  const dice = new Dice(seed);
  const history = own?.() ?? drawHistory(dice, 'wild');
  const simulation = new Simulation(seed, history, drawFaults(dice), { substitutes });
  try {
    await simulation.run();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error.message.split('\n')[0] ?? '';
    throw error;
  }
}

describe('a planted bug', () => {
  it.each([
    ...mutants,
    ...secondThoughtMutants,
    ...claimMutants,
    ...numberMutants,
    ...auditMutants,
    ...tallyMutants,
  ])(
    'is found: $name',
    { timeout: 120_000 },
    async ({ name, firstSeed = 0, seeds, substitutes, history }) => {
      // Prepare
      let found: string | undefined;
      let seed = firstSeed - 1;

      // Act
      while (found === undefined && seed + 1 < firstSeed + seeds) {
        seed += 1;
        const violation = await violationOf(`wild-${seed}`, substitutes, history);
        // What the engine does by itself on this seed tells nothing of the mutant.
        if (violation !== undefined && (await violationOf(`wild-${seed}`, {}, history)) === undefined)
          found = violation;
      }

      // Assess
      if (process.env['SIM_MUTANTS'] !== undefined) console.info(`${name}: seed ${seed}: ${found}`);
      expect(found).toBeDefined();
    },
  );
});

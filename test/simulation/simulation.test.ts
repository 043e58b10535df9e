import { describe, expect, it } from 'vitest';
import { Dice } from '../support/dice.ts';
import { drawHistory } from './history.ts';
import { drawFaults, noFaults, Simulation, type SingleFault, singleFaults } from './simulation.ts';

const plentifulHistories = 60;
/** A short history that ends with goods handed over: every request of it fails in every way, one at a time. */
const swept = 'swept-95';

describe('the posting engine', () => {
  it('keeps every promise whichever of its requests is the one at which it crashes, or that is lost', {
    timeout: 600_000,
  }, async () => {
    const play = async (singleFault?: SingleFault): Promise<Simulation> => {
      const history = drawHistory(new Dice(swept), 'wild');
      const simulation = new Simulation(swept, history, noFaults, singleFault && { singleFault });
      await simulation.run();
      return simulation;
    };
    const { passages } = await play();
    for (const kind of singleFaults) {
      for (let passage = 1; passage <= passages; passage += 1) {
        const failure = await play({ passage, kind }).then(() => undefined, String);
        expect(failure, `${kind} at request ${passage}`).toBeUndefined();
      }
    }
  });

  it('ends with the same books whatever comes first and whatever fails, where nothing is scarce', {
    timeout: 600_000,
  }, async () => {
    for (let index = 0; index < plentifulHistories; index += 1) {
      // Prepare
      const seed = `plentiful-${index}`;
      const calm = new Simulation(seed, drawHistory(new Dice(seed), 'plentiful'), noFaults);
      const dice = new Dice(`${seed}/faults`);
      const faults = drawFaults(dice);
      const rough = new Simulation(`${seed}/rough`, drawHistory(new Dice(seed), 'plentiful'), faults);

      // Act
      await calm.run();
      await rough.run();

      // Assess
      expect([...rough.auditor.books()], seed).toEqual([...calm.auditor.books()]);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { Dice } from '../support/dice.ts';
import { drawHistory } from './history.ts';
import { drawFaults, noFaults, Simulation } from './simulation.ts';

/** `SIM_SEED=…` plays one history again; `SIM_RUNS=…` plays more of them. */
const only = process.env['SIM_SEED'];
const runs = Number(process.env['SIM_RUNS'] ?? 300);
const seeds = (name: string, count: number): readonly string[] =>
  only === undefined ? Array.from({ length: count }, (_, index) => `${name}-${index}`) : [only];

const replay = (seed: string): string => `SIM_SEED=${seed} npx vitest run test/simulation`;

describe('the posting engine', () => {
  it('keeps every promise of the books through any history and any faults', {
    timeout: 600_000,
  }, async () => {
    const started = performance.now();
    let steps = 0;
    const failures: string[] = [];
    for (const seed of seeds('wild', runs)) {
      const dice = new Dice(seed);
      const simulation = new Simulation(seed, drawHistory(dice, 'wild'), drawFaults(dice));
      await simulation.run().catch((error: unknown) => failures.push(`${replay(seed)}\n${String(error)}`));
      steps += simulation.steps;
    }
    const seconds = (performance.now() - started) / 1_000;
    console.info(
      `${runs} histories, ${steps} steps, ${(runs / seconds).toFixed(0)} histories/s, ${failures.length} failed`,
    );
    expect(failures.slice(0, 3).join('\n\n')).toBe('');
  });

  it('ends with the same books whatever comes first and whatever fails, where nothing is scarce', {
    timeout: 600_000,
  }, async () => {
    for (const seed of seeds('plentiful', Math.ceil(runs / 5))) {
      // Prepare
      const calm = new Simulation(seed, drawHistory(new Dice(seed), 'plentiful'), noFaults);
      const dice = new Dice(`${seed}/faults`);
      // Whom an order covers is a matter of the clocks of those who registered them, and of nothing else here.
      const faults = { ...drawFaults(dice), clockSkewMs: 0 };
      const rough = new Simulation(`${seed}/rough`, drawHistory(new Dice(seed), 'plentiful'), faults);

      // Act
      await calm.run();
      await rough.run();

      // Assess
      expect([...rough.auditor.books()], replay(seed)).toEqual([...calm.auditor.books()]);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { earlyVoidPlace } from '../../shared/ledger/early-voids.ts';
import { eventKey } from '../../shared/ledger/event-key.ts';
import { Dice } from '../support/dice.ts';
import { PrototypeNames } from '../support/prototype-names.ts';
import { drawHistory, type History } from './history.ts';
import { drawFaults, noFaults, Simulation, type SingleFault, singleFaults } from './simulation.ts';

const plentifulHistories = 60;
const renamedHistories = 40;
/** A short history that ends with goods handed over: every request of it fails in every way, one at a time. */
const swept = 'swept-369';

function withPrototypeNames({ sendings, ...history }: History): History {
  const names = new PrototypeNames();
  return {
    ...history,
    sendings: sendings.map((sending) => {
      const event = names.renamed(JSON.parse(sending.body));
      // The place of early voids is named by the event that they take back.
      const isEarly = sending.messageGroup.startsWith('?');
      const { messageGroup } = isEarly ? earlyVoidPlace(eventKey(event.data)) : sending;
      return { ...sending, messageGroup, body: JSON.stringify(event) };
    }),
  };
}

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

  it('keeps every promise where every id is a name that objects inherit', { timeout: 600_000 }, async () => {
    const accounts = new Set<string>();
    for (let index = 0; index < renamedHistories; index += 1) {
      const seed = `renamed-${index}`;
      const dice = new Dice(seed);
      const history = withPrototypeNames(drawHistory(dice, 'wild'));
      const simulation = new Simulation(seed, history, drawFaults(dice));
      expect(await simulation.run().then(() => undefined, String), seed).toBeUndefined();
      for (const account of simulation.auditor.books().keys()) accounts.add(account);
    }
    expect(accounts).toContain('centre:constructor/constructor');
    const households = [...accounts].flatMap(
      (account) => /^household:(.+)\/constructor\/goods$/.exec(account)?.[1] ?? [],
    );
    expect(households.filter((householdId) => householdId in [])).not.toEqual([]);
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

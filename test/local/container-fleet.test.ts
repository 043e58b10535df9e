import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ContainerFleet, type FleetLimits } from '../../tools/local/container-fleet.ts';
import type { FunctionDefinition } from '../../tools/local/function-container.ts';
import { LocalFunction } from '../../tools/local/local-function.ts';
import { removeDirectory, startFixture, writeAssembly } from './fixture.ts';

const fleets: ContainerFleet[] = [];
afterEach(async () => {
  await Promise.all(fleets.splice(0).map((fleet) => fleet.stop()));
});

function fleetOf(limits: Partial<FleetLimits>): ContainerFleet {
  const fleet = new ContainerFleet(
    { maxContainers: 10, sparedMs: 0, idleMs: 60_000, ...limits },
    () => undefined,
  );
  fleets.push(fleet);
  return fleet;
}

const definitionOf = (functionName: string): FunctionDefinition => ({
  functionName,
  functionArn: functionName,
  bundleFile: join(import.meta.dirname, 'handlers', 'counter.ts'),
  exportName: 'handler',
  memoryMegabytes: 128,
  timeoutSeconds: 10,
  mayRecur: false,
  environment: {},
});

const functionOf = (fleet: ContainerFleet, name: string, concurrency = 2): LocalFunction =>
  new LocalFunction(definitionOf(name), fleet, concurrency);

/** How often the container that answered was called. */
async function calls(target: LocalFunction): Promise<unknown> {
  const result = await target.invoke({});
  return result.ok ? result.payload : result.message;
}

describe('the containers of a system', () => {
  it('serve one invocation after another, each those of its own function', async () => {
    const fleet = fleetOf({});
    const [one, other] = [functionOf(fleet, 'one'), functionOf(fleet, 'other')];
    expect([await calls(one), await calls(one), await calls(other), await calls(one)]).toEqual([1, 2, 1, 3]);
  });

  it('run no more invocations of a function side by side than it may', async () => {
    const fleet = fleetOf({});
    const target = functionOf(fleet, 'one', 2);
    const answers = await Promise.all(Array.from({ length: 6 }, () => calls(target)));
    expect(fleet.size).toBe(2);
    expect(answers.filter((answer) => answer === 1)).toHaveLength(2);
  });

  it('end when they have had nothing to do for a while', async () => {
    const fleet = fleetOf({ idleMs: 100 });
    const target = functionOf(fleet, 'one');
    expect(await calls(target)).toBe(1);
    expect(fleet.size).toBe(1);
    await expect.poll(() => fleet.size, { timeout: 10_000 }).toBe(0);
    expect(await calls(target)).toBe(1);
  });

  it('make room for those of other functions, the one that has waited longest first', async () => {
    const fleet = fleetOf({ maxContainers: 2 });
    const [one, other, third] = ['one', 'other', 'third'].map((name) => functionOf(fleet, name)) as [
      LocalFunction,
      LocalFunction,
      LocalFunction,
    ];
    await calls(one);
    await calls(other);
    await calls(one);
    await calls(third);
    expect(fleet.size).toBe(2);
    expect(await calls(one)).toBe(3);
    expect(await calls(other)).toBe(1);
  });

  it('are more than the system keeps only while that many are at work', async () => {
    const fleet = fleetOf({ maxContainers: 1 });
    const both = Promise.all([calls(functionOf(fleet, 'one')), calls(functionOf(fleet, 'other'))]);
    expect(fleet.size).toBe(2);
    expect(await both).toEqual([1, 1]);
    await expect.poll(() => fleet.size).toBe(1);
  });

  it('are spared while functions take turns, so that none begins cold each time', async () => {
    // The clock of the fleet stands still: on a busy machine a container may take longer to start than one is spared.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const fleet = fleetOf({ maxContainers: 1, sparedMs: 300 });
    const [one, other] = [functionOf(fleet, 'one'), functionOf(fleet, 'other')];
    expect([await calls(one), await calls(other)]).toEqual([1, 1]);
    expect([await calls(one), await calls(other)]).toEqual([2, 2]);
    expect(fleet.size).toBe(2);
    vi.advanceTimersByTime(300);
    expect(fleet.size).toBe(1);
    expect(await calls(other)).toBe(3);
  });

  it('leave what they compiled beside their bundles, so that it goes when those go', async () => {
    const assembly = writeAssembly();
    const system = await startFixture(assembly);
    onTestFinished(async () => {
      await system.stop();
      removeDirectory(assembly);
    });
    expect((await fetch(`${system.outputs.ApiUrl}/orders`)).ok).toBe(true);
    const compiled = join(assembly, 'compiled');
    await expect.poll(() => (existsSync(compiled) ? readdirSync(compiled) : [])).not.toEqual([]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { anyPorts } from '../../tools/local/settings.ts';
import { StartupError } from '../../tools/local/startup-error.ts';
import type { LocalOutputs } from '../../tools/local/system.ts';
import { startSystemProcess } from '../../tools/local/system-process.ts';
import { projectRoot } from './fixture.ts';

const environment = {
  ...process.env,
  ...anyPorts,
  DATA_DIR: ':memory:',
};
const setup = { projectRoot, outputsFile: undefined };

const answers = async ({ ApiUrl, DynamoDbEndpoint }: LocalOutputs): Promise<readonly boolean[]> =>
  Promise.all(
    [ApiUrl, DynamoDbEndpoint].map((url) =>
      fetch(url).then(
        () => true,
        () => false,
      ),
    ),
  );

describe('a system in a process of its own', { timeout: 60_000 }, () => {
  it('serves until it is stopped, and then tells the most memory it has held', async () => {
    const system = await startSystemProcess({ ...setup, environment });
    expect(await answers(system.outputs)).toEqual([true, true]);
    const stopped = await system.stop();
    // Node alone takes more than 30 MB; a system that nobody has used takes no 400.
    expect(stopped?.peakMemoryBytes).toBeGreaterThan(30 * 2 ** 20);
    expect(stopped?.peakMemoryBytes).toBeLessThan(400 * 2 ** 20);
    expect(await answers(system.outputs)).toEqual([false, false]);
  });

  it('says in one sentence why it does not start', async () => {
    const started = startSystemProcess({ ...setup, environment: { ...environment, API_PORT: 'http' } });
    await expect(started).rejects.toThrow(
      new StartupError('API_PORT must be a port from 0 to 65535, not "http".'),
    );
  });

  it('ends with the process that started it, though that was killed', async () => {
    const starter = spawn(process.execPath, [join(import.meta.dirname, 'run-system-process.ts')], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: starter.stdout }), 'line');
    const outputs = JSON.parse(line as string) as LocalOutputs;
    expect(await answers(outputs)).toEqual([true, true]);
    starter.kill('SIGKILL');
    await expect.poll(() => answers(outputs), { timeout: 30_000 }).toEqual([false, false]);
  });
});

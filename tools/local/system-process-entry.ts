/**
 * The local system alone in a process, for whoever started it to stop: settings come in the environment, as those of
 * `npm start` do.
 */
import { readSettings } from './settings.ts';
import { StartupError } from './startup-error.ts';
import { startLocalSystem } from './system.ts';
import { type SystemProcessMessage, type SystemProcessSetup, stopSystem } from './system-process-messages.ts';

// As on Lambda, whatever the clock of this machine shows.
process.env['TZ'] = 'UTC';
// An interrupt typed at the terminal reaches this process too; whoever started it says when to stop.
process.on('SIGINT', () => undefined);

const setup = JSON.parse(process.argv[2] ?? '') as SystemProcessSetup;
try {
  const system = await startLocalSystem({
    ...readSettings(process.env, setup.projectRoot),
    projectRoot: setup.projectRoot,
    ...(setup.outputsFile !== undefined && { outputsFile: setup.outputsFile }),
    log: debug,
    print: (functionName, line) => debug(`${functionName} ${line}`),
  });
  void system.failed.then(({ message }) => tell({ kind: 'failed', reason: message }));
  tell({ kind: 'ready', outputs: system.outputs });
  await toldToStop();
  // What was needed to serve, before stopping needs any.
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1_024;
  await system.stop();
  tell({ kind: 'stopped', peakMemoryBytes });
} catch (error) {
  if (!(error instanceof StartupError)) throw error;
  tell({ kind: 'failed', reason: error.message });
}
if (process.connected) process.disconnect();

function debug(line: string): void {
  if (process.env['DEBUG']) process.stderr.write(`${line}\n`);
}

function tell(message: SystemProcessMessage): void {
  if (process.connected) process.send?.(message);
}

/** Settles too when whoever started this process has ended: nobody else knows of it. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (message === stopSystem) resolve();
    });
    process.once('SIGTERM', () => resolve());
    process.once('disconnect', () => resolve());
  });
}

/** Starts the system in a process of its own, to be killed itself: prints the outputs as one line when it is ready. */
import { startSystemProcess } from '../../tools/local/system-process.ts';
import { projectRoot } from './fixture.ts';

const system = await startSystemProcess({ projectRoot, outputsFile: undefined, environment: process.env });
process.stdout.write(`${JSON.stringify(system.outputs)}\n`);

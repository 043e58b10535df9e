/** A local system in a process of its own, to be killed: prints its outputs as one line when it is ready. */
import { startSystem } from './desk.ts';

const system = await startSystem(process.argv[2]);
process.stdout.write(`${JSON.stringify(system.outputs)}\n`);

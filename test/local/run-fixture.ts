/** A system in a process of its own, to be killed: `run-fixture.ts <assembly> <dataDir>` prints its outputs. */
import { startFixture } from './fixture.ts';

const [assemblyDirectory = '', dataDir = ''] = process.argv.slice(2);
const { outputs } = await startFixture(assemblyDirectory, { dataDir });
process.stdout.write(`${JSON.stringify(outputs)}\n`);

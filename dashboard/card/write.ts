/** Writes the page of a card into the directory that is named: `tsx dashboard/card/write.ts <directory>`. */
import { writeCardPage } from './build.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Name the directory to write the page of a card into');
await writeCardPage(directory);

/** `dashboard/card/write.ts <file>`: writes the page of a card, as the function that serves it has it beside its bundle. */
import { writeCardPage } from './build.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('Name the file to write the page of a card into');
await writeCardPage(file);

/** `dashboard/write.ts <directory>`: writes the page's files, as the stack puts them into its bucket. */
import { writeDashboard } from './build.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Name the directory to write the page into');
await writeDashboard(directory);

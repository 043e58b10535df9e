/**
 * The portable table engine alone in a process: `entry.ts PORT FILE`, the file may be `:memory:`.
 *
 * Runs as Node reads it, types taken out, so that it starts at once. It ends when the process that started it has ended.
 */
import { servePortableEngine } from './server.ts';
import { SqliteTables } from './sqlite-tables.ts';

const [, , port, file] = process.argv;
// An interrupt typed at the terminal is for whoever started this process, which first drains the queues.
process.on('SIGINT', () => undefined);

const tables = new SqliteTables(file ?? ':memory:');
const server = await servePortableEngine(tables, Number(port));
const stop = (): void => {
  void server.stop().then(() => {
    tables.close();
    process.exit();
  });
};
process.once('SIGTERM', stop);
process.once('disconnect', stop);
process.send?.(server.port);

#!/usr/bin/env node
/** `curl -sf <address>`: prints what a server answers, and ends with 22 for an error, as curl does. */
import { parseArgs } from 'node:util';

const { positionals } = parseArgs({
  options: { silent: { type: 'boolean', short: 's' }, fail: { type: 'boolean', short: 'f' } },
  allowPositionals: true,
});
for (const address of positionals) {
  const response = await fetch(address);
  if (response.ok) process.stdout.write(Buffer.from(await response.arrayBuffer()));
  else process.exitCode = 22;
}

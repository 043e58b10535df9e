#!/usr/bin/env node
/** `npm run relief`; plain JavaScript, so that it starts on any Node and can then load the rest. */
import module from 'node:module';
import process from 'node:process';

// npm runs its scripts in the project's folder, but users name files from where they are.
const { INIT_CWD, npm_lifecycle_event: script } = process.env;
if (INIT_CWD !== undefined && script === 'relief') process.chdir(INIT_CWD);

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`The output cannot be written: ${error.message}\n`);
  process.exit(1);
});

// What Node has compiled once, the next command need not: most of what a short one takes is its start.
module.enableCompileCache?.();
// A Node that reads TypeScript by itself needs no other reader of it.
if (!process.features.typescript) (await import('tsx/esm/api')).register();
const { runRelief } = await import('./relief.ts');
process.exitCode = await runRelief(process.argv.slice(2));

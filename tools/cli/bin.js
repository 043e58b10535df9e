#!/usr/bin/env node
/** `npm run relief`; plain JavaScript, so that it starts on any Node and can then load the rest. */
import process from 'node:process';
import { register } from 'tsx/esm/api';

// npm runs its scripts in the project's folder, but users name files from where they are.
const { INIT_CWD, npm_lifecycle_event: script } = process.env;
if (INIT_CWD !== undefined && script === 'relief') process.chdir(INIT_CWD);

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

register();
const { runRelief } = await import('./relief.ts');
process.exitCode = await runRelief(process.argv.slice(2));

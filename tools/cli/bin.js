#!/usr/bin/env node
import { register } from 'tsx/esm/api';

register();
const { runRelief } = await import('./relief.ts');
process.exitCode = await runRelief(process.argv.slice(2));

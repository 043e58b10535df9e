#!/usr/bin/env node
import { runPackagedPython } from './python.ts';

const [file = '', ...args] = process.argv.slice(2);
const { status, stdout, stderr } = await runPackagedPython(file, ...args);
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status ?? 1;

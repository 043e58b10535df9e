/** The browser that pages are tested and pictured in. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** Errors: one sentence that names the package to install, when there is no browser. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(process.env), args: ['--no-sandbox'] });
}

function chromiumPath({ CHROMIUM_PATH, PATH = '' }: NodeJS.ProcessEnv): string {
  if (CHROMIUM_PATH !== undefined) return CHROMIUM_PATH;
  const found = names
    .flatMap((name) => PATH.split(delimiter).map((directory) => join(directory, name)))
    .find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    'There is no Chromium: install the Debian package chromium-headless-shell, or name a Chromium in CHROMIUM_PATH.',
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

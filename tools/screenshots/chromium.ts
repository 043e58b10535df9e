/** The browser that pages are tested and pictured in. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** Where the browser that comes with npm is unpacked; `npm ci` clears it. */
const unpackedIn = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'chromium');

/** Launches the browser of `CHROMIUM_PATH`, else one on the path, else the one that comes with npm; with switches of its own. */
export async function launchChromium(...switches: readonly string[]): Promise<Browser> {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  const installed = CHROMIUM_PATH ?? onPath(PATH);
  const options = installed === undefined ? await packaged() : { executablePath: installed };
  // In a locale of ASCII alone, Chromium saves a file of any other name as "download".
  const env = { ...process.env, ...options.env, LC_ALL: 'C.UTF-8' };
  return chromium.launch({ ...options, env, args: ['--no-sandbox', ...switches] });
}

function onPath(path: string): string | undefined {
  return names
    .flatMap((name) => path.split(delimiter).map((directory) => join(directory, name)))
    .find(isExecutable);
}

/** The browser of the npm package, with the libraries and the font that it brings along. */
async function packaged(): Promise<LaunchOptions> {
  if (!existsSync(unpackedIn)) await unpack();
  const libraries = [join(unpackedIn, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']];
  return {
    executablePath: join(unpackedIn, 'chromium'),
    env: {
      LD_LIBRARY_PATH: libraries.filter(Boolean).join(delimiter),
      FONTCONFIG_FILE: join(unpackedIn, 'fonts.conf'),
    },
  };
}

/** Unpacks the browser aside and moves it into place whole, because test files that need it start together. */
async function unpack(): Promise<void> {
  await mkdir(join(unpackedIn, '..'), { recursive: true });
  const aside = mkdtempSync(`${unpackedIn}-`);
  // The package unpacks into the directory for temporary files, and its libraries on AWS Lambda only.
  const env = { ...process.env, TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  const script = "import('@sparticuz/chromium').then((chromium) => chromium.default.executablePath())";
  await promisify(execFile)(process.execPath, ['-e', script], { cwd: import.meta.dirname, env }).catch(
    (cause) => {
      rmSync(aside, { recursive: true });
      throw new Error(
        'There is no Chromium: install the Debian package chromium-headless-shell, or name a Chromium in CHROMIUM_PATH.',
        { cause },
      );
    },
  );
  writeFileSync(join(aside, 'fonts.conf'), fontConfiguration);
  try {
    renameSync(aside, unpackedIn);
  } catch (error) {
    // Another test file was quicker.
    rmSync(aside, { recursive: true });
    if (!existsSync(unpackedIn)) throw error;
  }
}

const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(unpackedIn, 'fonts')}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

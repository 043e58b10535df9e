import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeDashboard } from '../../dashboard/build.ts';
import { contentSecurityPolicy } from '../../dashboard/content-security-policy.ts';
import { listenAt } from '../../tools/local/ports.ts';
import { launchChromium } from '../../tools/screenshots/chromium.ts';
import { type Issuer, startIssuer } from './issuer.ts';

const clientId = 'dashboard';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const directory = mkdtempSync(join(tmpdir(), 'relief-dashboard-'));
let issuer: Issuer;
let browser: Browser;
/** The bucket with the page, and beside it an API that lets nobody in without a token. */
let site: Server;
let siteUrl: string;
/** Whether the page is told where to sign out; the issuer does not publish it. */
let hasDomain = true;
/** Of the requests that the API was asked. */
const authorizations: (string | undefined)[] = [];

beforeAll(async () => {
  await writeDashboard(directory);
  issuer = await startIssuer(clientId);
  browser = await launchChromium();
  site = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/config.json') {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          apiUrl: `${siteUrl}/api/`,
          signIn: { issuer: issuer.url, clientId, ...(hasDomain && { domain: issuer.url }) },
        }),
      );
    } else if (path.startsWith('/api/')) {
      authorizations.push(request.headers.authorization);
      const token = request.headers.authorization?.replace('Bearer ', '');
      response.statusCode = issuer.tokens.has(token ?? '') ? 200 : 401;
      const me = { roles: ['coordinator'], locations: [], payers: [] };
      response.end(JSON.stringify(path === '/api/me' ? me : { items: [] }));
    } else {
      const file = join(directory, path === '/' ? 'index.html' : path);
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      response.setHeader('content-security-policy', contentSecurityPolicy([issuer.url]));
      response.end(readFileSync(file));
    }
  });
  siteUrl = `http://127.0.0.1:${await listenAt(site, 0)}`;
});

afterAll(async () => {
  await browser?.close();
  issuer?.stop();
  site?.closeAllConnections();
  site?.close();
  rmSync(directory, { recursive: true, force: true });
});

it('the page signs its reader in, sends the token with every question, and comes back to its place', async () => {
  const page = await browser.newPage({ locale: 'en-GB' });
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(`${siteUrl}/#/orders/O-1/anomalies`);
  await page.getByRole('heading', { name: 'There are no orders yet' }).waitFor();
  expect(page.url()).toBe(`${siteUrl}/#/orders/O-1/anomalies`);
  expect(authorizations.length).toBeGreaterThan(0);
  expect(authorizations.every((each) => issuer.tokens.has(each?.replace('Bearer ', '') ?? ''))).toBe(true);
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(1);
  expect(complaints).toEqual([]);
  await page.close();
});

it('the page names its reader, and signs out of an issuer that has no way to', async () => {
  hasDomain = false;
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(siteUrl);
  await page.getByText('Signed in as somebody').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { level: 1, name: 'You are signed out' }).waitFor();
  expect(await page.evaluate('Object.keys(sessionStorage).filter((key) => key.includes("user"))')).toEqual(
    [],
  );
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await page.getByText('Signed in as somebody').waitFor();
  await page.close();
});

it('the page signs out a reader whose network is gone', async () => {
  hasDomain = false;
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(siteUrl);
  await page.getByText('Signed in as somebody').waitFor();
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  // Where it leads, nothing answers.
  await expect.poll(() => page.url()).toMatch(/^chrome-error:/);
  await page.context().setOffline(false);
  await page.goto(`${siteUrl}/?signed-out`);
  await page.getByRole('heading', { level: 1, name: 'You are signed out' }).waitFor();
  expect(await page.evaluate('Object.keys(sessionStorage).filter((key) => key.includes("user"))')).toEqual(
    [],
  );
  await page.close();
});

it('the page is written as files whose names hold the hash of their content, but for those that are asked for by name', () => {
  const names = readdirSync(directory).map(withoutHash);
  expect(names.filter((name) => !name.includes('{hash}')).sort()).toEqual([
    'favicon.svg',
    'index.html',
    'manifest.webmanifest',
    'service-worker.js',
  ]);
  for (const hashed of ['dashboard-{hash}.css', 'dashboard-{hash}.js', 'sign-in-{hash}.js'])
    expect(names).toContain(hashed);
});

const withoutHash = (name: string): string => name.replace(/-[A-Z0-9]{8}\./, '-{hash}.');

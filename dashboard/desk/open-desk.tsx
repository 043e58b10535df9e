/** Opens the desk: on its own, because it has to open where neither the API nor the sign-in can be reached. */
import { render } from 'preact';
import { defaultZone } from '../../shared/domain/zoned-date.ts';
import { AnswerClient, AnswerError } from '../api/answer-client.ts';
import type { Configuration } from '../configuration.ts';
import type { SignIn } from '../sign-in.ts';
import { sourceOf } from '../writing/device.ts';
import { openDatabase } from '../writing/outbox/database.ts';
import type { OpenDesk } from './desk-context.ts';
import { DeskPage } from './desk-page.tsx';
import { HandoverDesk } from './handover-desk.ts';
import { askBeforeLeaving, keepPage } from './installed.ts';
import { DeskStore } from './store/desk-store.ts';

const unauthorized = 401;

/** Why the desk did not open. */
type Closed = 'memory' | 'tab' | 'first';

export async function openDesk(
  place: HTMLElement,
  { apiUrl = '', zone = defaultZone }: Configuration,
  signIn: SignIn | undefined,
): Promise<void> {
  const opened = await open(apiUrl, zone, signIn);
  place.replaceChildren();
  render(<DeskPage opened={opened} signIn={signIn} />, place);
  if (typeof opened !== 'string') void keepPage();
}

async function open(apiUrl: string, zone: string, signIn: SignIn | undefined): Promise<OpenDesk | Closed> {
  if (!(await isOnlyTab())) return 'tab';
  const database = await openDatabase().catch(() => undefined);
  if (database === undefined) return 'memory';
  const store = new DeskStore(database);
  const source = await sourceAtDesk(store, signIn);
  if (source === undefined) return 'first';
  // The desk never leaves the page for the sign-in by itself: a clerk is serving somebody.
  const api = new AnswerClient(apiUrl, signIn && { ...signIn, token: () => heldToken(signIn) });
  const desk = await HandoverDesk.open({ store, api, source, zone, now: () => new Date() });
  keepSending(desk, signIn);
  return { desk, api, zone, signIn };
}

async function heldToken(signIn: SignIn): Promise<string> {
  const token = await signIn.held();
  if (token === undefined) throw new AnswerError('Nobody is signed in', unauthorized);
  return token;
}

/** Whoever is signed in; without a sign-in, as after a restart in the yard, whoever took the newest list along. */
async function sourceAtDesk(store: DeskStore, signIn: SignIn | undefined): Promise<string | undefined> {
  const subject = await signIn?.subject();
  if (signIn === undefined || subject !== undefined) return sourceOf(subject);
  const lists = await store.lists();
  return lists.toSorted((one, other) => (one.takenAt < other.takenAt ? 1 : -1))[0]?.source;
}

/** Two tabs would not see what the other recorded, so the first has the desk until it is closed. */
function isOnlyTab(): Promise<boolean> {
  if (navigator.locks === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request('relief-desk', { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}

const beatMs = 20_000;

/** Sends by itself: when the network is back, and when something has waited long enough. */
function keepSending(desk: HandoverDesk, signIn: SignIn | undefined): void {
  const send = async (): Promise<void> => {
    if (signIn !== undefined && (await signIn.held()) === undefined) return;
    await desk.sync();
  };
  addEventListener('online', () => void send());
  setInterval(() => {
    if (navigator.onLine && desk.isTimeToSync) void send();
  }, beatMs);
  askBeforeLeaving(() => desk.unsent > 0);
  if (navigator.onLine) void (desk.unsent > 0 ? send() : desk.followOrders());
}

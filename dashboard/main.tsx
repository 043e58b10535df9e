import './words/browser-languages.ts';
import { type ComponentChildren, render } from 'preact';
import { defaultZone } from '../shared/domain/zoned-date.ts';
import { AnswerBoard } from './api/answer-board.ts';
import { AnswerClient } from './api/answer-client.ts';
import { RefreshPace } from './api/refresh-pace.ts';
import { LedgerContext } from './api/use-answer.ts';
import { readConfiguration } from './configuration.ts';
import { deskLink } from './page/desk-link.tsx';
import { Page } from './page/page.tsx';
import { keepTheme, preferredLanguage, preferredTheme } from './page/preferences.ts';
import { deskHref, referenceHref } from './place.ts';
import { wordsOf } from './words/words.ts';

const defaultRefreshSeconds = 60;

/** The address of the page once its reader has signed out: opened without it, the page signs them in again. */
const signedOutQuery = '?signed-out';

const place = document.getElementById('page') as HTMLElement;

/** What is opened without the rest: the desk, because it opens without a network, and the reference, because it is large. */
const partOf = (hash: string): string | undefined =>
  [deskHref, referenceHref].find((href) => hash.startsWith(href));

let opened = partOf(location.hash);
addEventListener('hashchange', () => {
  if (partOf(location.hash) !== opened) location.reload();
});

/** Reads where the API is, lets a reader sign in where that is asked for, and shows the page. */
async function start(): Promise<void> {
  keepTheme(preferredTheme());
  if (location.search === signedOutQuery) return showSignedOut();
  const configuration = await readConfiguration();
  const { apiUrl = '', signIn: asked, refreshSeconds = defaultRefreshSeconds } = configuration;
  const signIn =
    asked === undefined ? undefined : await (await import('./sign-in.ts')).openSignIn(asked, signedOutQuery);
  // A sign-in that was under way has led back to where it was left from.
  opened = partOf(location.hash);
  if (opened === deskHref) {
    const { openDesk } = await import('./desk/open-desk.tsx');
    return openDesk(place, configuration, signIn);
  }
  await signIn?.token();
  if (opened === referenceHref) {
    const { openReference } = await import('./reference/open-reference.tsx');
    return openReference(place, configuration, signIn);
  }
  const api = new AnswerClient(apiUrl, signIn);
  const ledger = {
    api,
    board: new AnswerBoard(paceOf(api, refreshSeconds)),
    zone: configuration.zone ?? defaultZone,
    subject: await signIn?.subject(),
  };
  place.replaceChildren();
  render(
    <LedgerContext.Provider value={ledger}>
      <Page signIn={signIn} />
    </LedgerContext.Provider>,
    place,
  );
}

function paceOf(api: AnswerClient, refreshSeconds: number): RefreshPace {
  const pace = new RefreshPace(refreshSeconds, () => api.charactersRead, Date.now());
  for (const touch of ['pointerdown', 'keydown', 'scroll'])
    addEventListener(touch, () => pace.touched(Date.now()), { passive: true, capture: true });
  return pace;
}

function showSignedOut(): void {
  const words = wordsOf(preferredLanguage());
  showNotice(
    <>
      <h1>{words.say('signedOut')}</h1>
      <p>{words.say('signedOut.why')}</p>
      <p>
        <a href={location.pathname}>{words.say('signedOut.again')}</a>
      </p>
    </>,
  );
}

/** Shows a notice in place of the page. */
function showNotice(children: ComponentChildren): void {
  document.documentElement.lang = preferredLanguage();
  place.replaceChildren();
  render(<main class="empty empty-page">{children}</main>, place);
}

start().catch((error: unknown) => {
  const words = wordsOf(preferredLanguage());
  showNotice(
    <>
      <h1>{words.say('page.startFailed')}</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {deskLink(words)}
    </>,
  );
});

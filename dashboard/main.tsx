import { render } from 'preact';
import { AnswerBoard } from './api/answer-board.ts';
import { LedgerApi } from './api/ledger-api.ts';
import { LedgerContext } from './api/use-answer.ts';
import { readConfiguration } from './configuration.ts';
import { Page } from './page/page.tsx';
import { keepTheme, preferredLanguage, preferredTheme } from './page/preferences.ts';
import { wordsOf } from './words/words.ts';

const defaultRefreshSeconds = 15;

const place = document.getElementById('page') as HTMLElement;

/** Reads where the API is, lets a reader sign in where that is asked for, and shows the page. */
async function start(): Promise<void> {
  keepTheme(preferredTheme());
  const { apiUrl = '', signIn: asked, refreshSeconds = defaultRefreshSeconds } = await readConfiguration();
  const signIn = asked === undefined ? undefined : await (await import('./sign-in.ts')).openSignIn(asked);
  await signIn?.token();
  const ledger = { api: new LedgerApi(apiUrl, signIn), board: new AnswerBoard(refreshSeconds) };
  place.replaceChildren();
  render(
    <LedgerContext.Provider value={ledger}>
      <Page signIn={signIn} />
    </LedgerContext.Provider>,
    place,
  );
}

start().catch((error: unknown) => {
  const words = wordsOf(preferredLanguage());
  const heading = Object.assign(document.createElement('h1'), { textContent: words.say('page.startFailed') });
  const reason = Object.assign(document.createElement('p'), {
    textContent: error instanceof Error ? error.message : String(error),
  });
  const notice = Object.assign(document.createElement('main'), { className: 'empty empty-page' });
  notice.append(heading, reason);
  place.replaceChildren(notice);
});

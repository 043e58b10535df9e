/** What a reader has chosen for this browser: the language and the colours. */
import { type Language, languageNames } from '../words/words.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** A browser that keeps nothing, by its owner's choice, still shows the page. */
function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(`relief-ledger.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`relief-ledger.${name}`, value);
  } catch {
    // The choice holds until the page is left.
  }
}

/** The language chosen before; else the first of the browser's that the page has; else English. */
export function preferredLanguage(): Language {
  const wanted = [kept('language'), ...navigator.languages].map((tag) => tag?.split('-')[0]);
  return wanted.flatMap((tag) => languageNames.find((name) => name === tag) ?? [])[0] ?? 'en';
}

export function keepLanguage(language: Language): void {
  keep('language', language);
}

export const preferredTheme = (): Theme => themes.find((theme) => theme === kept('theme')) ?? 'system';

/** Shows the page in these colours, now and when it is opened again. */
export function keepTheme(theme: Theme): void {
  keep('theme', theme);
  document.documentElement.dataset['theme'] = theme;
}

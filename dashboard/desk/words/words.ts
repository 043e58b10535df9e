/** The words of the desk: read with the desk. */
import { useMemo } from 'preact/hooks';
import { type Filling, type Phrase, phraseText } from '../../words/catalogue.ts';
import { useWords, type Words } from '../../words/words.ts';
import { deskInEnglish } from './en.ts';
import { deskInKorean } from './ko.ts';

export type DeskKey = keyof typeof deskInEnglish;

const catalogues: Readonly<Record<Words['language'], { readonly [K in DeskKey]: Phrase }>> = {
  en: deskInEnglish,
  ko: deskInKorean,
};

export interface DeskWords extends Words {
  /** A text of the desk. */
  tell(key: DeskKey, filling?: Filling): string;
}

export function useDeskWords(): DeskWords {
  const words = useWords();
  return useMemo(
    () => ({
      ...words,
      tell: (key, filling = {}) => phraseText(catalogues[words.language][key], words.locale, filling),
    }),
    [words],
  );
}

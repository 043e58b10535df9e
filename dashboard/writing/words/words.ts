/** The words of forms: read with the forms, and not by readers who write nothing. */
import { useMemo } from 'preact/hooks';
import { type Filling, type Phrase, phraseText } from '../../words/catalogue.ts';
import { useWords, type Words } from '../../words/words.ts';
import { formsInEnglish } from './en.ts';
import { formsInKorean } from './ko.ts';

export type FormKey = keyof typeof formsInEnglish;
export type FormCatalogue = { readonly [K in FormKey]: Phrase };

const catalogues: Readonly<Record<Words['language'], FormCatalogue>> = {
  en: formsInEnglish,
  ko: formsInKorean,
};

export interface FormWords extends Words {
  /** A text of the forms. */
  tell(key: FormKey, filling?: Filling): string;
  /** The word of a name that is chosen from, such as a cause of loss; the page's own where the forms have none. */
  choice(words: string, name: string): string;
}

export function formWordsOf(words: Words): FormWords {
  const catalogue = catalogues[words.language];
  const tell: FormWords['tell'] = (key, filling = {}) => phraseText(catalogue[key], words.locale, filling);
  return {
    ...words,
    tell,
    choice(kind, name) {
      const key = `${kind}.${name}`;
      if (Object.hasOwn(catalogue, key)) return tell(key as FormKey);
      const word = words.named(kind, name);
      return word === key ? name : word;
    },
  };
}

export function useFormWords(): FormWords {
  const words = useWords();
  return useMemo(() => formWordsOf(words), [words]);
}

import type { JSX } from 'preact';
import { type Language, languageNames, languages, useWords } from '../words/words.ts';

interface LanguageChoiceProps {
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}

/** Each language by its own name, and read out as such. */
export function LanguageChoice({ language, onLanguage }: LanguageChoiceProps): JSX.Element {
  const words = useWords();
  return (
    <label class="choice">
      <span class="unseen">{words.say('language.choose')}</span>
      <select value={language} onChange={({ currentTarget }) => onLanguage(currentTarget.value as Language)}>
        {languageNames.map((name) => (
          <option key={name} value={name} lang={name}>
            {languages[name]['language.name']}
          </option>
        ))}
      </select>
    </label>
  );
}

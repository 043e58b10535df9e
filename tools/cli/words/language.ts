/** Which language a command line is answered in. */

export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

const option = '--lang';

/** `ko_KR.UTF-8` is Korean; a locale of no language that is spoken here says nothing. */
const languageIn = (locale: string | undefined): Language | undefined =>
  languages.find((language) => locale?.split(/[-_.@]/)[0]?.toLowerCase() === language);

/** The language that `--lang` names, wherever it stands before a `--`. */
function languageNamed(args: readonly string[]): Language | undefined {
  const end = args.indexOf('--');
  const read = end === -1 ? args : args.slice(0, end);
  const named = read.flatMap((arg, index) =>
    arg === option
      ? (read[index + 1] ?? [])
      : arg.startsWith(`${option}=`)
        ? arg.slice(option.length + 1)
        : [],
  );
  return languages.find((language) => language === named.at(-1));
}

/** What the command line says, else RELIEF_LANG, else the locale of the machine, as POSIX ranks its variables; else English. */
export function languageOf(args: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const { RELIEF_LANG, LC_ALL, LC_MESSAGES, LANG } = environment;
  return languageNamed(args) ?? languageIn(RELIEF_LANG) ?? languageIn(LC_ALL || LC_MESSAGES || LANG) ?? 'en';
}

/** The arguments without `--lang`, for who looks for the subcommand among them. */
export const withoutLanguage = (args: readonly string[]): readonly string[] =>
  args.filter((arg, index) => arg !== option && args[index - 1] !== option && !arg.startsWith(`${option}=`));

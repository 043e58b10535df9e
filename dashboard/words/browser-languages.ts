/**
 * The browser's languages as language tags, for whoever asks the browser for them from here on. A browser that is started
 * under a locale such as `C` or `en_US@posix` tells that, and `Intl` throws at it. uPlot asks when it is loaded, so this
 * comes before all else.
 */
const isTag = (text: string): boolean => {
  try {
    return Intl.getCanonicalLocales(text).length > 0;
  } catch {
    return false;
  }
};

/** A locale of POSIX begins with the language and the country, and goes on with what no tag has. */
const tagOf = (locale: string): string =>
  isTag(locale) ? locale : (locale.split(/[@.]/)[0] ?? '').replaceAll('_', '-');

const told = [...(navigator.languages ?? []), navigator.language ?? ''];
if (!told.every(isTag)) {
  const tags = [...new Set(told.map(tagOf).filter(isTag))];
  const languages = tags.length === 0 ? ['en'] : tags;
  Object.defineProperties(navigator, { language: { value: languages[0] }, languages: { value: languages } });
}

export {};

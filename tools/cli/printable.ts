/** Every control character, C1 included, apart from line breaks and tabs: a terminal would obey them. */
const controlCharacters = /(?![\n\t])\p{Cc}/gu;

/** The text with its control characters escaped as JSON escapes them; JSON stays the same JSON. */
export const printable = (text: string): string =>
  text.replace(
    controlCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

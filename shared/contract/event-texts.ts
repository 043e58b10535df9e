/** The texts of the elements of a JSON array, untouched: number for number, key for key. */

/** Shape: `array` must already have been accepted by `JSON.parse`. */
export function elementTexts(array: string): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  let start = array.indexOf('[') + 1;
  for (let at = start; at < array.length; at += 1) {
    const character = array[at];
    if (character === '"') at = endOfString(array, at);
    else if (character === '{' || character === '[') depth += 1;
    else if (depth > 0) {
      if (character === '}' || character === ']') depth -= 1;
    } else if (character === ',' || character === ']') {
      texts.push(array.slice(start, at).trim());
      start = at + 1;
    }
  }
  return texts.filter((text) => text !== '');
}

/** Where the string that begins at `start` ends. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

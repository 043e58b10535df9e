/** Formatters made once: one takes longer to make than to use a hundred times, and a list has thousands of figures. */
export function once<K extends readonly string[], T>(make: (...key: K) => T): (...key: K) => T {
  const made = new Map<string, T>();
  return (...key) => {
    const name = key.join(' ');
    const thing = made.get(name) ?? make(...key);
    made.set(name, thing);
    return thing;
  };
}

/** Asks many questions of one system, a few at a time. */
const atOnce = 10;

/** The answers in the order of the questions. */
export async function askedInTens<Q, T>(
  questions: readonly Q[],
  ask: (question: Q) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  for (let from = 0; from < questions.length; from += atOnce) {
    answers.push(...(await Promise.all(questions.slice(from, from + atOnce).map(ask))));
  }
  return answers;
}

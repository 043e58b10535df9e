/** Ctrl+C: says what it means for the work at hand, then ends the process as shells expect (130). */

const interruptedExitCode = 130;

/** On an interruption, prints `sentence` and ends the process, until the function that it returns is called. */
export function onInterruption(sentence: string): () => void {
  const end = (): void => {
    process.stderr.write(`\n${sentence}\n`);
    process.exit(interruptedExitCode);
  };
  process.once('SIGINT', end);
  return () => void process.removeListener('SIGINT', end);
}

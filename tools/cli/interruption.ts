/** Ctrl+C: said what it means for the work at hand, then the process ends as shells expect it (130). */

const interruptedExitCode = 130;

/** Until the answer is called, an interruption says `sentence` and ends the process. */
export function onInterruption(sentence: string): () => void {
  const end = (): void => {
    process.stderr.write(`\n${sentence}\n`);
    process.exit(interruptedExitCode);
  };
  process.once('SIGINT', end);
  return () => void process.removeListener('SIGINT', end);
}

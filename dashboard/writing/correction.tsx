import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { AnswerError } from '../api/answer-client.ts';
import { exceptionPath } from '../api/paths.ts';
import { type Ledger, useLedger } from '../api/use-answer.ts';
import { Answered } from '../page/answered.tsx';
import { isOverseer } from '../reader/reader.ts';
import { formOf, kindOfType } from './forms.ts';
import { correctedValues } from './model/corrections.ts';
import type { FormKind, FormPlace } from './model/form.ts';
import { FormView } from './parts/form-view.tsx';
import { ReasonOf } from './parts/reason.tsx';
import { useFormWords } from './words/words.ts';

interface CorrectionProps {
  readonly place: Omit<FormPlace, 'form'>;
  readonly exceptionId: string;
}

/** What was not booked, in the form that it was written in: put right there, and sent again under a new id. */
export function Correction({ place, exceptionId }: CorrectionProps): JSX.Element {
  const words = useFormWords();
  const ledger = useLedger();
  const [reading, setReading] = useState<{
    readonly answer: ExceptionAnswer | undefined;
    readonly error: AnswerError | undefined;
  }>({ answer: undefined, error: undefined });
  useEffect(() => {
    exceptionIn(ledger, place, exceptionId).then(
      (answer) =>
        setReading(
          answer === undefined
            ? { answer, error: new AnswerError(exceptionId, 404) }
            : { answer, error: undefined },
        ),
      (error: unknown) =>
        setReading({
          answer: undefined,
          error: error instanceof AnswerError ? error : new AnswerError(String(error)),
        }),
    );
  }, [ledger, exceptionId]);
  return (
    <Answered reading={reading} of={exceptionId}>
      {(exception) => {
        const name = kindOfType(exception.event.type);
        return name === undefined || exception.correctedBy !== undefined ? (
          <NotCorrectable exception={exception} />
        ) : (
          <FormView kind={correcting(formOf(name), exception)} place={{ ...place, form: name }} isOnce>
            <section class="panel writing" aria-labelledby="wrong">
              <h2 id="wrong">{words.tell('correct.wrong')}</h2>
              <ReasonOf {...exception} />
            </section>
          </FormView>
        );
      }}
    </Answered>
  );
}

/** The same form, begun with what was sent. */
const correcting = (kind: FormKind, exception: ExceptionAnswer): FormKind => ({
  ...kind,
  title: 'correct.title',
  about: 'correct.about',
  begin: (beginning) => correctedValues(kind, exception, beginning),
});

function NotCorrectable({ exception }: { readonly exception: ExceptionAnswer }): JSX.Element {
  const words = useFormWords();
  return (
    <>
      <h1 tabIndex={-1}>{words.tell('correct.title')}</h1>
      <section class="panel writing">
        <p>{words.tell(exception.correctedBy === undefined ? 'correct.notHere' : 'correct.done')}</p>
        <ReasonOf {...exception} />
      </section>
    </>
  );
}

/** An exception by its id; staff and payers ask for it as one of their own. */
async function exceptionIn(
  { api }: Ledger,
  { reader }: CorrectionProps['place'],
  exceptionId: string,
): Promise<ExceptionAnswer | undefined> {
  const own = [
    ...reader.locations.map(({ locationId }) => ({ locationId })),
    ...reader.payers.map((payerId) => ({ payerId })),
  ];
  for (const concerned of isOverseer(reader) ? [{}] : own) {
    const { items } = await api.list<ExceptionAnswer>(exceptionPath(exceptionId, concerned), 1);
    if (items[0] !== undefined) return items[0];
  }
  return undefined;
}

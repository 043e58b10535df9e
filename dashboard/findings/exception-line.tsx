import type { JSX } from 'preact';
import type { ExceptionAnswer } from '../../shared/contract/answers/exceptions.ts';
import { instantText } from '../figures/instants.ts';
import { useWords } from '../words/words.ts';
import { FindingParts } from './finding-parts.tsx';
import { NotedLine } from './noted-line.tsx';

interface ExceptionLineProps {
  readonly orderId: string;
  readonly exception: ExceptionAnswer;
  readonly href: string;
  readonly isOpen?: boolean;
}

/** An exception in a list: why, which field of which document, of whom, and what people made of it. */
export function ExceptionLine({ orderId, exception, href, isOpen = false }: ExceptionLineProps): JSX.Element {
  const words = useWords();
  const { status, reason, detail, reference, householdId, locationId, payerId, event, recordedAt } =
    exception;
  const { path, commodity } = detail;
  return (
    <li>
      <a href={href} aria-current={isOpen ? 'true' : undefined}>
        <strong>
          {words.named('reason', reason)}{' '}
          <span class={`status status-${status}`}>{words.say(`exceptions.title.${status}`)}</span>
        </strong>
        <FindingParts
          parts={[
            typeof path === 'string' && path !== '' ? path : undefined,
            typeof commodity === 'string' ? words.commodity(commodity) : undefined,
            reference ?? event.id,
            householdId,
            locationId ?? payerId,
          ]}
        />
        <time dateTime={recordedAt}>{instantText(words.locale, recordedAt)}</time>
      </a>
      <NotedLine
        orderId={orderId}
        finding={exception}
        id={exception.exceptionId}
        named={reference ?? event.id ?? exception.exceptionId}
      />
    </li>
  );
}

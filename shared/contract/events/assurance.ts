/** What people find out and say about the books; it moves nothing. */
import * as z from 'zod';
import { findingStates } from '../../domain/events.ts';
import { anomalyId, exceptionId, fault, oneOf, text } from '../primitives.ts';

/** `data` of each type, made when it is first asked for. */
export const assuranceData = {
  'relief.finding.noted.v1': () =>
    z
      .strictObject({
        exceptionId: exceptionId.exactOptional(),
        anomalyId: anomalyId.exactOptional(),
        note: text(1000),
        state: oneOf(findingStates).exactOptional(),
        owner: text(200).exactOptional(),
      })
      .check((context) => {
        const { exceptionId: exception, anomalyId: anomaly } = context.value;
        if (exception !== undefined && anomaly !== undefined)
          fault(context, ['anomalyId'], 'nothing, because the note is about an exception');
        if (exception === undefined && anomaly === undefined)
          fault(context, ['exceptionId'], 'an exceptionId, or an anomalyId in its place');
      }),
};

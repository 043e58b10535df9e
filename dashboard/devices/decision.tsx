import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeviceAnswer } from '../../shared/contract/answers/devices.ts';
import type { DeviceStatus } from '../../shared/domain/devices.ts';
import { useLedger } from '../api/use-answer.ts';
import { useWords } from '../words/words.ts';

/** What is to become of a device; its name is typed where none was chosen. */
export interface Wanted {
  readonly device: string;
  readonly status: DeviceStatus;
}

interface DecisionProps {
  readonly wanted: Wanted;
  readonly onDecided: (device: DeviceAnswer, of: Wanted) => void;
}

/** Ends a device or lets it in again, with a reason and only once the name was checked. */
export function Decision({ wanted, onDecided }: DecisionProps): JSX.Element {
  const words = useWords();
  const { api } = useLedger();
  const [failure, setFailure] = useState<string>();
  const reason = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (wanted.device !== '') reason.current?.focus();
  }, [wanted.device]);
  const letsIn = wanted.status === 'in-use';
  const title = words.say(letsIn ? 'devices.letIn.title' : 'devices.end.title');
  const decide = async (form: HTMLFormElement): Promise<void> => {
    const typed = new FormData(form);
    const decision = { ...wanted, device: String(typed.get('device')), reason: String(typed.get('reason')) };
    setFailure(undefined);
    try {
      const device = await api.post<DeviceAnswer>('/devices', decision);
      form.reset();
      onDecided(device, wanted);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section class="panel writing" aria-label={title}>
      <h2>{title}</h2>
      <p class="help">{words.say(letsIn ? 'devices.letIn.why' : 'devices.end.why')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void decide(event.currentTarget);
        }}
      >
        <div class="field">
          <label for="device-name">{words.say('devices.name')}</label>
          <input
            id="device-name"
            name="device"
            required
            maxLength={128}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            defaultValue={wanted.device}
          />
        </div>
        <div class="field field-long">
          <label for="device-reason">{words.say('devices.reason')}</label>
          <textarea id="device-reason" name="reason" required maxLength={500} ref={reason} />
        </div>
        <label class="choice">
          <input type="checkbox" required />
          <span>{words.say('devices.checked')}</span>
        </label>
        {failure !== undefined && <p role="alert">{words.say('answer.failed', { said: failure })}</p>}
        <p class="actions">
          <button type="submit" class="primary">
            {words.say(letsIn ? 'devices.letIn' : 'devices.end')}
          </button>
        </p>
      </form>
    </section>
  );
}

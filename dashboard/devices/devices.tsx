import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeviceAnswer } from '../../shared/contract/answers/devices.ts';
import { devicesPath } from '../api/paths.ts';
import { useLedger, useList } from '../api/use-answer.ts';
import { instantText } from '../figures/instants.ts';
import { Answered } from '../page/answered.tsx';
import { CsvButton } from '../page/csv-button.tsx';
import { isCoordinator, useReader } from '../reader/reader.ts';
import { useWords } from '../words/words.ts';
import { Decision, type Wanted } from './decision.tsx';

/** The devices that events came from: a coordinator ends one that is lost, and lets one in again. */
export function Devices(): JSX.Element {
  const words = useWords();
  const mayDecide = isCoordinator(useReader());
  const { board } = useLedger();
  const ended = useList<DeviceAnswer>(devicesPath('ended'));
  const inUse = useList<DeviceAnswer>(devicesPath('in-use'));
  const [wanted, setWanted] = useState<Wanted>({ device: '', status: 'ended' });
  const [done, setDone] = useState<DeviceAnswer>();
  const decided = (device: DeviceAnswer, of: Wanted): void => {
    setDone(device);
    // Whoever has gone on to another one keeps what is typed about it.
    setWanted((now) => (now === of ? { device: '', status: 'ended' } : now));
    void board.refresh();
  };
  const choose = (device: string, status: Wanted['status']): void => {
    setDone(undefined);
    setWanted({ device, status });
  };
  return (
    <>
      <div class="title-row">
        <h1 tabIndex={-1}>{words.say('view.devices')}</h1>
        <div class="actions">
          <CsvButton path={devicesPath()} name="devices" />
        </div>
      </div>
      <p class="subtitle">{words.say('devices.about')}</p>
      {mayDecide && (
        <Decision key={`${wanted.device} ${wanted.status}`} wanted={wanted} onDecided={decided} />
      )}
      {done !== undefined && (
        <p role="status">{words.say(`devices.done.${done.status}`, { device: done.device })}</p>
      )}
      <section class="panel" aria-labelledby="devices-ended">
        <h2 id="devices-ended">{words.say('devices.ended')}</h2>
        <Answered reading={ended}>
          {({ items }) => (
            <DeviceList
              devices={items}
              none="devices.ended.none"
              {...(mayDecide && { onChoose: (device: string) => choose(device, 'in-use') })}
            />
          )}
        </Answered>
      </section>
      <section class="panel" aria-labelledby="devices-in-use">
        <h2 id="devices-in-use">{words.say('devices.inUse')}</h2>
        <Answered reading={inUse}>
          {({ items }) => (
            <DeviceList
              devices={items}
              none="devices.inUse.none"
              {...(mayDecide && { onChoose: (device: string) => choose(device, 'ended') })}
            />
          )}
        </Answered>
      </section>
    </>
  );
}

interface DeviceListProps {
  readonly devices: readonly DeviceAnswer[];
  readonly none: 'devices.ended.none' | 'devices.inUse.none';
  /** What a coordinator does about one; others only read. */
  readonly onChoose?: (device: string) => void;
}

function DeviceList({ devices, none, onChoose }: DeviceListProps): JSX.Element {
  const words = useWords();
  if (devices.length === 0) return <p class="empty">{words.say(none)}</p>;
  return (
    <ul class="plain-list">
      {devices.map(({ device, status, sources, decisions }) => (
        <li key={device} data-device={device}>
          <p>
            <strong>{device}</strong>
          </p>
          <p class="help">
            {sources.length === 0
              ? words.say('devices.neverSent')
              : words.say('devices.sources', { sources: sources.join(', ') })}
          </p>
          {decisions.map(({ at, by, reason, status: was }) => (
            <p key={at} class="help">
              {words.say(`devices.was.${was}`, { time: instantText(words.locale, at), by, reason })}
            </p>
          ))}
          {onChoose !== undefined && (
            <p class="actions">
              <button
                type="button"
                aria-label={`${words.say(deed(status))}: ${device}`}
                onClick={() => onChoose(device)}
              >
                {words.say(deed(status))}
              </button>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

const deed = (status: DeviceAnswer['status']) => (status === 'ended' ? 'devices.letIn' : 'devices.end');

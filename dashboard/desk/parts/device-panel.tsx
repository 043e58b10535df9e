import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { instantText } from '../../figures/instants.ts';
import { deviceOf } from '../../writing/device.ts';
import { useDesk } from '../desk-context.ts';
import { howKept, type Keeping } from '../installed.ts';
import { useDeskWords } from '../words/words.ts';
import { partText } from './list-head.tsx';
import { Renewal } from './renewal.tsx';

const megabyte = 1_048_576;
/** Below this a phone is nearly full: a day of receipts takes less than one. */
const lowMegabytes = 20;

/** The device's name, how safe what it keeps is, and how to take personal data off it. */
export function DevicePanel({ onTake }: { readonly onTake: () => void }): JSX.Element {
  const words = useDeskWords();
  const { desk } = useDesk();
  const [keeping, setKeeping] = useState<Keeping>();
  const [cleared, setCleared] = useState<boolean>();
  useEffect(() => void howKept().then(setKeeping), []);
  const free = keeping?.freeBytes === undefined ? undefined : Math.floor(keeping.freeBytes / megabyte);
  return (
    <section class="panel" aria-labelledby="device">
      <h2 id="device">{words.tell('tab.device')}</h2>
      <dl class="facts">
        <dt>{words.tell('device.name')}</dt>
        <dd data-device>{deviceOf(desk.source)}</dd>
      </dl>
      <p class="help">{words.tell('device.name.why')}</p>
      {keeping !== undefined && (
        <p class={keeping.isPersistent ? 'help' : 'notice'}>
          {words.tell(keeping.isPersistent ? 'device.kept' : 'device.notKept')}
        </p>
      )}
      {free !== undefined && (
        <p class={free < lowMegabytes ? 'stale' : 'help'}>
          {words.tell(free < lowMegabytes ? 'device.lowSpace' : 'device.space', { megabytes: free })}
        </p>
      )}
      <h3>{words.tell('device.lists')}</h3>
      <ul class="plain-list">
        {desk.lists.map((list) => (
          <li key={list.key}>
            {list.centreName ?? list.centreId} · {list.title} · {partText(words, list.part)} ·{' '}
            {words.tell('list.age', { time: instantText(words.locale, list.takenAt) })}
          </li>
        ))}
      </ul>
      <Renewal onTake={onTake} />
      <p class="help">{words.tell('device.drop')}</p>
      <p class="actions">
        <button type="button" onClick={() => void desk.leave().then(setCleared)}>
          {words.tell('device.clear')}
        </button>
      </p>
      {cleared !== undefined && (
        <p role="status" class={cleared ? 'help' : 'stale'}>
          {cleared
            ? words.tell('device.cleared')
            : words.tell('device.clear.stopped', { count: desk.unsent + desk.unsentOfOthers })}
        </p>
      )}
    </section>
  );
}

/** What the parts of a form share. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Fault } from './model/check.ts';
import type { FormContent } from './model/conversion.ts';
import type { FormPlace } from './model/form.ts';
import type { FieldPath, Values } from './model/values.ts';
import type { FileOutbox } from './outbox/file-outbox.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { Sending } from './outbox/sending.ts';
import type { SentFile } from './outbox/sent-file.ts';

export const OutboxContext = createContext<Outbox | undefined>(undefined);

export function useOutbox(): Outbox {
  const outbox = useContext(OutboxContext);
  if (outbox === undefined) throw new Error('There is no outbox around this component');
  return outbox;
}

/** What was written on this device, newest first; follows its way into the books. */
export function useSendings(): readonly Sending[] {
  const outbox = useOutbox();
  const [sendings, setSendings] = useState(outbox.sendings);
  useEffect(() => {
    setSendings(outbox.sendings);
    return outbox.watch(() => setSendings(outbox.sendings));
  }, [outbox]);
  return sendings;
}

export const FileOutboxContext = createContext<FileOutbox | undefined>(undefined);

export function useFileOutbox(): FileOutbox {
  const outbox = useContext(FileOutboxContext);
  if (outbox === undefined) throw new Error('There is no outbox of files around this component');
  return outbox;
}

/** The files that were sent from this device, newest first; follows their way into the books. */
export function useSentFiles(): readonly SentFile[] {
  const outbox = useFileOutbox();
  const [files, setFiles] = useState(outbox.files);
  useEffect(() => {
    setFiles(outbox.files);
    return outbox.watch(() => setFiles(outbox.files));
  }, [outbox]);
  return files;
}

/** A place as far as the reader may know it. */
export interface KnownPlace {
  readonly locationId: string;
  readonly name?: string;
  readonly kind?: string;
}

/** The places to choose from: all of them, or the reader's own. */
export const PlacesContext = createContext<readonly KnownPlace[]>([]);
export const usePlaces = (): readonly KnownPlace[] => useContext(PlacesContext);

/** A form as it is being filled in. */
export interface Filling {
  readonly place: FormPlace;
  readonly values: Values;
  /** What will be sent; undefined while something is wrong with it. */
  readonly content: FormContent | undefined;
  readonly change: (path: FieldPath, value: string | readonly Values[]) => void;
  /** A field that was left: what is wrong with it may be said. */
  readonly leave: (path: FieldPath) => void;
  /** What is to be said of a field now. */
  readonly faultOf: (path: FieldPath) => Fault | undefined;
}

export const FillingContext = createContext<Filling | undefined>(undefined);

export function useFilling(): Filling {
  const filling = useContext(FillingContext);
  if (filling === undefined) throw new Error('There is no form around this component');
  return filling;
}

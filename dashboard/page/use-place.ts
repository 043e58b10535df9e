/** The place in the address, followed as it changes. */
import { useEffect, useState } from 'preact/hooks';
import { type Place, placeOf } from '../place.ts';

export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return placeOf(hash);
}

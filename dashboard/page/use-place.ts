/** The place in the address, followed as it changes. */
import { useLayoutEffect, useState } from 'preact/hooks';
import { type Place, placeOf } from '../place.ts';

export const usePlace = (): Place => placeOf(useAddress());

/** The part of the address that names the place. */
export function useAddress(): string {
  const [address, setAddress] = useState(location.hash);
  useLayoutEffect(() => {
    const follow = (): void => setAddress(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return address;
}

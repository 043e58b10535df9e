import type { CardPress } from '../../functions/ledger-api/cards.ts';
import { DeviceRegister } from '../../shared/http/devices/device-register.ts';
import { MemoryLists } from './memory-lists.ts';

/** For questions that are not about cards. */
export const noCards: CardPress = {
  key: () => Promise.reject(new Error('nobody asks for cards here')),
  pageUrl: 'https://relief.example/',
};

/** For questions that are not about devices: none was ever ended. */
export const noDevices = new DeviceRegister(new MemoryLists());

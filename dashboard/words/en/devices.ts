/** Texts about devices, and about ending one that is lost. */
import type { Phrases } from '../catalogue.ts';

export const devices = {
  'view.devices': 'Devices',
  'devices.about':
    'Everything that is written on a phone or computer bears its name. The ledger takes nothing in from a device that was ended. What it took in before stands.',
  'devices.name': 'Name of the device',
  'devices.reason': 'Why, without names of people',
  'devices.checked': 'I have checked the name: this is the device.',
  'devices.end': 'End this device',
  'devices.end.title': 'End a lost device',
  'devices.end.why':
    'Choose it below, or type its name. From a minute later at the latest, nothing that anybody sends from it is taken in.',
  'devices.letIn': 'Let it in again',
  'devices.letIn.title': 'Let a device in again',
  'devices.letIn.why':
    'What it still holds is taken in the next time it sends. If its receipts were typed in from paper meanwhile, they are refused as too much, and the device says so.',
  'devices.done.ended': 'The device {device} is ended.',
  'devices.done.in-use': 'The device {device} is let in again.',
  'devices.ended': 'Ended devices',
  'devices.ended.none': 'No device is ended.',
  'devices.inUse': 'Devices that have sent',
  'devices.inUse.none': 'Nothing has come from a device with a name yet.',
  'devices.neverSent': 'Nothing has come from it.',
  'devices.sources': 'Came as {sources}',
  'devices.was.ended': 'Ended {time} by {by}: {reason}',
  'devices.was.in-use': 'Let in again {time} by {by}: {reason}',
} as const satisfies Phrases;

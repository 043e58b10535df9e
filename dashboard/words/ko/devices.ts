import type { TranslationOf } from '../catalogue.ts';
import type { devices as english } from '../en/devices.ts';

export const devices: TranslationOf<typeof english> = {
  'view.devices': '기기',
  'devices.about':
    '휴대전화나 컴퓨터에서 기록한 모든 것에 그 기기의 이름이 붙습니다. 사용을 끝낸 기기에서 온 것은 장부가 받지 않습니다. 그 전에 받은 것은 그대로 남습니다.',
  'devices.name': '기기의 이름',
  'devices.reason': '이유 (사람 이름은 쓰지 마십시오)',
  'devices.checked': '이름을 확인했습니다. 이 기기가 맞습니다.',
  'devices.end': '이 기기 끝내기',
  'devices.end.title': '잃어버린 기기 끝내기',
  'devices.end.why':
    '아래에서 고르거나 이름을 입력하십시오. 늦어도 1분 뒤부터는 누가 그 기기에서 보내더라도 받지 않습니다.',
  'devices.letIn': '다시 받기',
  'devices.letIn.title': '기기를 다시 받기',
  'devices.letIn.why':
    '기기에 남아 있는 것은 다음에 보낼 때 받습니다. 그사이 종이를 보고 입력한 수령증은 초과로 거부되며, 기기가 그것을 알려 줍니다.',
  'devices.done.ended': '기기 {device}을(를) 끝냈습니다.',
  'devices.done.in-use': '기기 {device}을(를) 다시 받습니다.',
  'devices.ended': '끝낸 기기',
  'devices.ended.none': '끝낸 기기가 없습니다.',
  'devices.inUse': '보낸 적이 있는 기기',
  'devices.inUse.none': '이름이 있는 기기에서 온 것이 아직 없습니다.',
  'devices.neverSent': '이 기기에서 온 것이 없습니다.',
  'devices.sources': '보낸 이름: {sources}',
  'devices.was.ended': '{time}에 {by}이(가) 끝냈습니다: {reason}',
  'devices.was.in-use': '{time}에 {by}이(가) 다시 받기로 했습니다: {reason}',
};

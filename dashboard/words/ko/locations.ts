import type { TranslationOf } from '../catalogue.ts';
import type { locations as english } from '../en/locations.ts';

export const locations: TranslationOf<typeof english> = {
  'locations.caption': '이 지시에 따른 기장이 있는 집결지, 배급소, 상점입니다.',
  'locations.location': '거점',
  'locations.kind': '종류',
  'kind.hub': '집결지',
  'kind.centre': '배급소',
  'kind.store': '상점',
  'location.people': '{count}명',
  'location.balance': '잔고',
  'location.balance.caption': '이 지시에 따른 이 거점 장부의 수량입니다.',
  'list.caption': '이 배급소가 담당하는 모든 세대와, 품목별로 지금 받을 수 있는 양입니다.',
  'list.caption.notServed': '아직 아무것도 받지 못한 세대와, 품목별로 지금 받을 수 있는 양입니다.',
  'list.household': '세대',
  'list.name': '이름',
  'list.persons': '인원',
  'list.signature': '서명',
  'list.notServed': '미수령',
  'list.print': '인쇄',
  'list.desk': '배분 창구',
  'list.find': '세대 찾기',
  'list.none': '이 지시로 이 배급소가 담당하는 세대가 없습니다.',
  'list.noMatch': '해당하는 세대가 없습니다.',
  'list.readAt': '{time} 현재',
};

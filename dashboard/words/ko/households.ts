import type { TranslationOf } from '../catalogue.ts';
import type { households as english } from '../en/households.ts';

export const households: TranslationOf<typeof english> = {
  'households.title': '세대 찾기',
  'households.id': '세대 번호',
  'households.find': '찾기',
  'households.hint': '또는 담당 배급소의 배급 명단에서 이름으로 찾으십시오:',
  'households.unknown': '{id} 세대를 찾을 수 없습니다',
  'households.unknown.why': '대문자와 줄표까지 등록된 번호 그대로 입력하십시오.',
  'households.notOurs': '이 배급소는 {id} 세대를 담당한 적이 없습니다',
  'household.served': '담당 배급소',
  'household.people': '{adults}, {children}, {date}부터',
  'household.adults': '성인 {count}명',
  'household.children': '아동 {count}명',
  'household.entitlements': '받을 양과 받은 양',
  'household.notCovered': '이 지시의 대상이 아닌 세대입니다.',
  'household.stipend': '생활비',
  'household.receipts': '수령과 지급',
  'household.receipts.caption': '이 지시에 따른 이 세대의 모든 기장입니다. 최근 것부터 보입니다.',
  'household.receipts.none': '이 지시로 이 세대가 받은 것이 없습니다.',
  'household.paid': '지급액',
};

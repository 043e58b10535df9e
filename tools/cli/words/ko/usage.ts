import type { TranslationOf } from '../../../../dashboard/words/catalogue.ts';
import type { usage as english } from '../en/usage.ts';

export const usage: TranslationOf<typeof english> = {
  about:
    '구호 장부에 메시지를 보내고, 파일을 반입하고, 장부를 읽습니다.\n\n이 프로젝트의 폴더에서 "npm run relief -- <명령>"으로 실행하십시오.',
  after: `
명령은 이 기기에서 "npm start"로 실행 중인 시스템에서 작동하며, --outputs를 쓰면 배포된 시스템에서 작동합니다.

종료 코드:
  0    완료
  1    장부가 다르거나, 찾는 것이 없거나, --wait를 쓴 경우 거절된 것이 있음
  2    명령을 잘못 썼거나, 입력을 읽을 수 없거나 의심스러움. 반입에서는 보내지 않은 행이 있음
  3    시스템에 연결할 수 없거나 시스템이 거부함
  4    --wait를 쓴 경우 거절된 것은 없으나, 필요한 것이 올 때까지 보류된 것이 있음
  130  Ctrl+C로 중지됨`,
  examples: '예:',
  lang: '답할 언어 (기본값: RELIEF_LANG, 없으면 이 기기의 언어)',
  version: '버전 번호를 표시합니다',
  help: '명령의 도움말을 표시합니다',
  showsHow: '(--help로 사용법을 볼 수 있습니다)',
  outputs: '"cdk deploy --outputs-file <파일>"이 쓴 파일 (기본값: "npm start"의 시스템)',
  token: 'API의 접근 토큰 (기본값: RELIEF_TOKEN)',
  wait: '모두 처리될 때까지 기다린 뒤 행마다 결과를 알립니다. 거절된 행이 있으면 1, 보류된 행이 있으면 4로 끝납니다',
  json: 'JSON으로 표시합니다',
  jsonOfApi: 'API가 돌려주는 그대로 JSON으로 표시합니다',
  jsonListOfApi: 'API가 돌려주는 그대로 JSON으로 표시합니다',
  jsonResult: '결과를 JSON으로 표시합니다',
  jsonPrint: 'JSON으로 표시합니다',
  csv: 'CSV로 표시합니다',
  xlsx: '엑셀 파일로 만듭니다',
  Usage: '사용법:',
  Arguments: '인수:',
  Options: '옵션:',
  Commands: '명령:',
  'Global Options': '공통 옵션:',
  'usage.options': '[옵션]',
  'usage.command': '[명령]',
  choices: '선택: {choices}',
  default: '기본값: {value}',
  'error.argument': "오류: 필요한 인수 '{name}'이(가) 없습니다",
  'error.value': "오류: 옵션 '{option}'의 값이 없습니다",
  'error.option': "오류: 필요한 옵션 '{option}'이(가) 없습니다",
  'error.conflict': "오류: 옵션 '{option}'은(는) 옵션 '{other}'과(와) 함께 쓸 수 없습니다",
  'error.unknown': "오류: 알 수 없는 옵션 '{option}'",
  'error.many': "오류: '{command}' 명령의 인수가 너무 많습니다. {count}개여야 하는데 {found}개입니다.",
  'error.command': "오류: 알 수 없는 명령 '{command}'",
  'error.choice': "오류: 인수 '{name}'에 '{value}'은(는) 쓸 수 없습니다. 쓸 수 있는 값: {choices}.",
  'error.optionChoice': "오류: 옵션 '{option}'에 '{value}'은(는) 쓸 수 없습니다. 쓸 수 있는 값: {choices}.",
  'error.meant': '({name}입니까?)',
  'error.meantOne': '({names} 가운데 하나입니까?)',
};

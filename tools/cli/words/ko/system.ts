import type { TranslationOf } from '../../../../dashboard/words/catalogue.ts';
import type { system as english } from '../en/system.ts';

export const system: TranslationOf<typeof english> = {
  'outputs.none':
    '이 기기에서 실행 중인 시스템이 없습니다. "npm start"로 시작하거나, --outputs로 배포된 시스템을 지정하십시오',
  'outputs.unreadable': '출력 파일 {file}을(를) 읽을 수 없습니다',
  'outputs.notJson': '출력 파일 {file}은(는) JSON이 아닙니다',
  'outputs.incomplete': '{file}에 {key}이(가) 없습니다. 구호 시스템의 출력 파일입니까?',
  'outputs.other': '{file}은(는) 이 기기의 시스템의 출력도, "cdk deploy --outputs-file"의 출력도 아닙니다',
  'api.silent':
    '{address}에서 응답이 없습니다. "npm start"로 시스템을 시작하거나, --outputs로 다른 시스템을 지정하십시오',
  'api.refused': 'API가 {path}에 {status}(으)로 답했습니다',
  'api.refused.why': 'API가 {path}에 {status}(으)로 답했습니다: {why}',
  'api.needsToken': ' (--token이나 RELIEF_TOKEN으로 토큰을 주십시오)',
  'api.absent': '{path}을(를) 찾을 수 없습니다',
  'api.otherwise': '{path}에 대한 API의 답이 정해진 형식과 다릅니다: {why}',
  'api.refusedEvent': 'API가 {id}을(를) 접수하지 않았습니다: {why}',
  'api.tooOften': 'API에 너무 자주 요청했습니다.',
  'api.noReason': '사유를 밝히지 않음',
  'api.anEvent': '메시지',
  'token.nobody': '토큰에 누구의 것인지 적혀 있지 않습니다',
  'queues.failed': '대기열을 쓸 수 없습니다: {why}',
  'queues.dead': '메시지 {count}건이 배달 못한 메시지 대기열로 갔습니다. 할 일은 docs/runbook.md에 있습니다',
  'queue.refused': '대기열 {queue}이(가) 메시지를 받지 않았습니다: {why}',
  'queue.refusedThe': '대기열 {queue}이(가) 메시지를 받지 않았습니다: {why}',
  'table.failed': '표 {table}을(를) 읽을 수 없습니다: {why}',
  'file.input': '표준 입력',
  'file.none': '{file} 파일이 없습니다',
  'file.folder': '{file}은(는) 파일이 아니라 폴더입니다',
  'file.closed': '{file} 파일을 읽을 권한이 없습니다',
  'file.failed': '{file} 파일을 읽을 수 없습니다 ({why})',
  'file.unreadable': '{file} 파일을 읽을 수 없습니다: {why}',
  'file.screen': '엑셀 파일은 화면에 표시할 수 없습니다. "> list.xlsx"처럼 파일에 쓰십시오',
  'file.notJson': '{file}은(는) JSON이 아닙니다',
  'file.noEvent': '{where}: 메시지 하나(JSON 객체)가 있어야 합니다',
  'file.empty':
    '{file}이(가) 비어 있습니다. 메시지 하나, 메시지의 배열, 또는 한 줄에 하나씩 메시지가 있어야 합니다',
  'replay.empty': '{file}이(가) 비어 있습니다. 내보낸 events.ndjson이어야 합니다',
  'replay.notJson': '{where}: JSON이어야 합니다',
  'replay.noEvent': '{where} {field}: 내보낸 메시지여야 합니다. {why}',
  'progress.of': '{total}{unit} 중 {done}',
  'progress.done': '{done}{unit}',
};

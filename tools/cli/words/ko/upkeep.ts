import type { TranslationOf } from '../../../../dashboard/words/catalogue.ts';
import type { upkeep as english } from '../en/upkeep.ts';

export const upkeep: TranslationOf<typeof english> = {
  'verify.help':
    '모든 해시 사슬과 잔고를 다시 계산하여 봉인과 대조합니다. 다른 것이 있으면 처음 어긋난 기장을 표시하고 1로 끝납니다.',
  'verify.json': '{ accounts, entries, findings }를 가장 이른 것부터 JSON으로 표시합니다',
  'verify.holds': '계정 {accounts}개의 기장 {entries}건: 모든 해시 사슬과 잔고가 맞습니다{seals}',
  'verify.noArchive': '. 다만 출력 파일에 대조할 봉인 보관소가 없습니다',
  'verify.notSealed': '. 아직 봉인한 것은 없습니다',
  'verify.sealed': '. {at}까지 봉인된 것과 같습니다',
  'verify.broken': '어긋남: {account} {seq}번 기장, 있어야 할 것: {expected}, 있는 것: {found}{others}',
  'verify.others': ' (그 밖에 {count}건)',
  'verify.damaged': '어긋남: {why}',
  'seal.help':
    '시스템이 하루에 한 번 하는 봉인을 지금 합니다. 그날 더 기장한 것은 다음 날 봉인합니다. 변조된 것이 있으면 1로 끝납니다.',
  'seal.zone': '날짜를 세는 시간대 (기본값: 시스템의 시간대)',
  'seal.json': '{ date, isNew, books, digest, findings }를 JSON으로 표시합니다',
  'seal.new': '{date} 봉인함: 장부 {books}권, 요약값 {digest}',
  'seal.known':
    '{date}은(는) {at}까지 이미 봉인되어 있음: 장부 {books}권, 요약값 {digest}. 그 뒤에 기장한 것은 다음 날 봉인합니다.',
  'seal.tampered': '변조됨: {account} {seq}번 기장, 있어야 할 것: {expected}',
  'seal.noArchive': '출력 파일에 봉인 보관소가 없습니다',
  'export.help': '메시지, 분개장, 표, 사람이 읽을 CSV를 모두 파일로 내보냅니다.',
  'export.dir': '새 폴더 또는 빈 폴더',
  'export.json': '내보낸 파일 목록을 JSON으로 표시합니다',
  'export.about': `
events.ndjson     지금까지 보낸 모든 메시지를 순서대로. "import events"로 빈 시스템에 다시 보낼 수 있습니다
csv/              거점, 세대, 유효한 물자 전달과 지급
journal/, seals/  해시가 든 모든 사슬. "python3 tools/verifier/verify.py <폴더>"로 검사합니다
tables/           저장된 그대로의 모든 항목, DynamoDB의 내보내기 형식
manifest.json     파일마다 줄 수와 SHA-256

기장이 없는 동안 내보내십시오. 그러지 않으면 그동안 기장된 것의 일부만 파일에 들어갈 수 있습니다. 지운 이름은 어느
파일에도 없으므로, 이름이 있던 메시지는 보낸 그대로가 아닙니다. 그런 메시지를 원래의 시스템에 반입하면 내용이 다른 중복
메시지로 남고 장부는 바뀌지 않습니다.
`,
  'export.progress': '{directory}(으)로 내보내는 중',
  'export.items': '건',
  'export.file': '파일',
  'export.lines': '줄 수',
  'export.events':
    '메시지 {count}건: 보낸 그대로 {original}, 다시 만든 것 {rebuilt}, 이름을 지운 것 {redacted}',
  'export.damaged':
    '{count}건을 읽을 수 없습니다. "npm run relief -- verify"로 무엇이 바뀌었는지 볼 수 있습니다',
  'export.stopped': '중지했습니다. {directory}은(는) 완성되지 않았으니, 다시 내보내기 전에 지우십시오.',
  'export.unfinished': '{directory}에 완성되지 않은 내보내기가 있습니다. 지우거나 새 폴더로 내보내십시오',
  'export.notEmpty': '{directory}이(가) 비어 있지 않습니다. 새 폴더로 내보내십시오',
  'export.failed': '{directory} 폴더에 쓸 수 없습니다: {why}',
  'completion.help': '셸에서 명령, 옵션, 선택값, 파일을 자동 완성하는 스크립트를 표시합니다.',
  'completion.shell': '스크립트를 쓸 셸',
  'completion.about': `
"relief"라는 명령을 자동 완성합니다. 셸의 설정 파일에 "alias relief='node <이 프로젝트의 폴더>/tools/cli/bin.js'"를 적거나
"npm link"를 쓰십시오. 같은 설정 파일에서 스크립트를 읽게 하십시오:
  bash   source <(relief completion bash)
  zsh    source <(relief completion zsh), compinit 뒤에
  fish   relief completion fish | source
`,
};

import { type Language, languageOf } from '../../../model/language.ts'
import type { Frequency } from '../../../model/frequency.ts'

/** Texts of a mail beside its papers. Days and lists of names are passed in as text. */
export interface MailWords {
  readonly papersOf: (days: string) => string
  readonly papersOfMonth: (month: string) => string
  readonly papersFromTo: (first: string, last: string) => string
  readonly papersOfWeek: (first: string, last: string) => string
  /** Rest of a subject after the first title. */
  readonly andMore: (count: number) => string
  readonly colon: string
  readonly late: string
  readonly risen: string
  readonly namesAndMore: (names: string, count: number) => string
  readonly votes: (count: number) => string
  readonly votesUnknown: string
  readonly votesWon: (votes: string, won: number) => string
  readonly whole: string
  readonly open: (days: string) => string
  readonly gaps: (days: string) => string
  readonly daysAndMore: (days: string, count: number) => string
  readonly allPapers: string
  readonly quoted: (text: string) => string
  readonly reason: (frequency: Frequency, about: string) => string
  readonly unsubscribe: string
  readonly confirmSubject: string
  readonly confirmAsked: (frequency: Frequency, about: string, hour: number, zone: string) => string
  readonly confirmByMail: string
  readonly confirmByLink: string
  readonly confirmLink: string
  readonly confirmExpiry: (days: number) => string
}

/** Looks up the texts of a language; English for an unknown one. */
export function mailWords(language: string): MailWords {
  return WORDS[languageOf(language)]
}

const FREQUENCY_DE = { daily: 'tägliche', weekly: 'wöchentliche', monthly: 'monatliche' } as const
const FREQUENCY_FR = { daily: 'quotidien', weekly: 'hebdomadaire', monthly: 'mensuel' } as const
const FREQUENCY_ES = { daily: 'diario', weekly: 'semanal', monthly: 'mensual' } as const
const FREQUENCY_ZH = { daily: '每日', weekly: '每周', monthly: '每月' } as const
const FREQUENCY_JA = { daily: '毎日', weekly: '毎週', monthly: '毎月' } as const

const WORDS: Readonly<Record<Language, MailWords>> = {
  en: {
    papersOf: (days) => `Papers of ${days}`,
    papersOfMonth: (month) => `Papers of ${month}`,
    papersFromTo: (first, last) => `Papers from ${first} to ${last}`,
    papersOfWeek: (first, last) => `Papers of the week from ${first} to ${last}`,
    andMore: (count) => ` and ${count} more`,
    colon: ': ',
    late: 'Late: on lists of days from earlier mails',
    risen: 'Risen since your last mail',
    namesAndMore: (names, count) => `${names} and ${count} more`,
    votes: (count) => `${count} ${count === 1 ? 'vote' : 'votes'}`,
    votesUnknown: 'votes not known',
    votesWon: (votes, won) => `${votes}, ${won} since your last mail`,
    whole: 'All lists in this mail are complete.',
    open: (days) => `Still open: ${days}. Later papers will be in your next mail.`,
    gaps: (days) => `Possibly incomplete: ${days}.`,
    daysAndMore: (days, count) => `${days}; and ${count} more`,
    allPapers: 'all papers',
    quoted: (text) => `"${text}"`,
    reason: (frequency, about) => `You asked for a ${frequency} mail about ${about}.`,
    unsubscribe: 'Unsubscribe',
    confirmSubject: 'Please confirm that you want mails about papers',
    confirmAsked: (frequency, about, hour, zone) =>
      `Somebody, probably you, asked for a ${frequency} mail about ${about}, after ${hour}:00 (${zone}).`,
    confirmByMail:
      'To confirm, reply to this mail and keep this line in it, or type it after "npx paperboy subscribers confirm":',
    confirmByLink: 'To confirm, open:',
    confirmLink: 'Confirm the subscription',
    confirmExpiry: (days) =>
      `This is valid for ${days} days. If you did not ask for it, do nothing: you will get no more mail.`,
  },
  de: {
    papersOf: (days) => `Papers vom ${days}`,
    papersOfMonth: (month) => `Papers im ${month}`,
    papersFromTo: (first, last) => `Papers vom ${first} bis ${last}`,
    papersOfWeek: (first, last) => `Papers der Woche vom ${first} bis ${last}`,
    andMore: (count) => ` und ${count} weitere`,
    colon: ': ',
    late: 'Nachgereicht: auf Listen von Tagen, zu denen Sie schon eine Mail hatten',
    risen: 'Seit Ihrer letzten Mail aufgestiegen',
    namesAndMore: (names, count) => `${names} und ${count} weitere`,
    votes: (count) => `${count} ${count === 1 ? 'Stimme' : 'Stimmen'}`,
    votesUnknown: 'Stimmen unbekannt',
    votesWon: (votes, won) => `${votes}, davon ${won} seit Ihrer letzten Mail`,
    whole: 'Alle Listen dieser Mail sind vollständig.',
    open: (days) => `Noch nicht abgeschlossen: ${days}. Spätere Papers stehen in Ihrer nächsten Mail.`,
    gaps: (days) => `Möglicherweise unvollständig: ${days}.`,
    daysAndMore: (days, count) => `${days}; und ${count} weitere`,
    allPapers: 'allen Papers',
    quoted: (text) => `„${text}“`,
    reason: (frequency, about) => `Sie haben eine ${FREQUENCY_DE[frequency]} Mail zu ${about} bestellt.`,
    unsubscribe: 'Abbestellen',
    confirmSubject: 'Bitte bestätigen Sie, dass Sie Mails über Papers möchten',
    confirmAsked: (frequency, about, hour, zone) =>
      `Jemand, wahrscheinlich Sie, hat eine ${FREQUENCY_DE[frequency]} Mail zu ${about} bestellt, ab ${hour}:00 Uhr (${zone}).`,
    confirmByMail:
      'Zum Bestätigen antworten Sie auf diese Mail und lassen diese Zeile darin stehen, oder geben Sie sie nach „npx paperboy subscribers confirm“ ein:',
    confirmByLink: 'Zum Bestätigen öffnen Sie:',
    confirmLink: 'Abonnement bestätigen',
    confirmExpiry: (days) =>
      `Das gilt ${days} Tage. Wenn Sie das nicht bestellt haben, brauchen Sie nichts zu tun: Es kommt keine weitere Mail.`,
  },
  fr: {
    papersOf: (days) => `Articles du ${days}`,
    papersOfMonth: (month) => `Articles de ${month}`,
    papersFromTo: (first, last) => `Articles du ${first} au ${last}`,
    papersOfWeek: (first, last) => `Articles de la semaine du ${first} au ${last}`,
    andMore: (count) => ` et ${count} ${count === 1 ? 'autre' : 'autres'}`,
    colon: ' : ',
    late: 'Arrivés plus tard, sur les listes de jours déjà envoyés',
    risen: 'En hausse depuis votre dernier e-mail',
    namesAndMore: (names, count) => `${names} et ${count} ${count === 1 ? 'autre' : 'autres'}`,
    votes: (count) => `${count} ${count < 2 ? 'vote' : 'votes'}`,
    votesUnknown: 'nombre de votes inconnu',
    votesWon: (votes, won) => `${votes}, dont ${won} depuis votre dernier e-mail`,
    whole: 'Toutes les listes de cet e-mail sont complètes.',
    open: (days) => `Encore ouvert : ${days}. Les articles suivants seront dans votre prochain e-mail.`,
    gaps: (days) => `Peut-être incomplet : ${days}.`,
    daysAndMore: (days, count) => `${days} ; et ${count} ${count === 1 ? 'autre' : 'autres'}`,
    allPapers: 'tous les articles',
    quoted: (text) => `« ${text} »`,
    reason: (frequency, about) => `Vous avez demandé un e-mail ${FREQUENCY_FR[frequency]} sur ${about}.`,
    unsubscribe: 'Se désabonner',
    confirmSubject: 'Veuillez confirmer votre abonnement aux e-mails sur les articles',
    confirmAsked: (frequency, about, hour, zone) =>
      `Quelqu’un, sans doute vous, a demandé un e-mail ${FREQUENCY_FR[frequency]} sur ${about}, à partir de ${hour} h (${zone}).`,
    confirmByMail:
      'Pour confirmer, répondez à cet e-mail en y laissant cette ligne, ou saisissez-la après « npx paperboy subscribers confirm » :',
    confirmByLink: 'Pour confirmer, ouvrez :',
    confirmLink: 'Confirmer l’abonnement',
    confirmExpiry: (days) =>
      `Ce lien est valable ${days} jours. Si vous n’avez rien demandé, ne faites rien : vous ne recevrez pas d’autre e-mail.`,
  },
  es: {
    papersOf: (days) => `Artículos del ${days}`,
    papersOfMonth: (month) => `Artículos de ${month}`,
    papersFromTo: (first, last) => `Artículos del ${first} al ${last}`,
    papersOfWeek: (first, last) => `Artículos de la semana del ${first} al ${last}`,
    andMore: (count) => ` y ${count} más`,
    colon: ': ',
    late: 'Llegados más tarde, en listas de días ya enviados',
    risen: 'En ascenso desde su último correo',
    namesAndMore: (names, count) => `${names} y ${count} más`,
    votes: (count) => `${count} ${count === 1 ? 'voto' : 'votos'}`,
    votesUnknown: 'número de votos desconocido',
    votesWon: (votes, won) => `${votes}, ${won} desde su último correo`,
    whole: 'Todas las listas de este correo están completas.',
    open: (days) => `Aún abierto: ${days}. Los artículos que lleguen después irán en su próximo correo.`,
    gaps: (days) => `Quizá incompleto: ${days}.`,
    daysAndMore: (days, count) => `${days}; y ${count} más`,
    allPapers: 'todos los artículos',
    quoted: (text) => `«${text}»`,
    reason: (frequency, about) => `Usted pidió un correo ${FREQUENCY_ES[frequency]} sobre ${about}.`,
    unsubscribe: 'Darse de baja',
    confirmSubject: 'Confirme que desea recibir correos sobre artículos',
    confirmAsked: (frequency, about, hour, zone) =>
      `Alguien, probablemente usted, pidió un correo ${FREQUENCY_ES[frequency]} sobre ${about}, a partir de las ${hour}:00 (${zone}).`,
    confirmByMail:
      'Para confirmar, responda a este correo dejando esta línea, o escríbala después de «npx paperboy subscribers confirm»:',
    confirmByLink: 'Para confirmar, abra:',
    confirmLink: 'Confirmar la suscripción',
    confirmExpiry: (days) =>
      `Esto es válido durante ${days} días. Si no lo pidió, no haga nada: no recibirá más correos.`,
  },
  zh: {
    papersOf: (days) => `${days}的论文`,
    papersOfMonth: (month) => `${month}的论文`,
    papersFromTo: (first, last) => `${first}至${last}的论文`,
    papersOfWeek: (first, last) => `${first}至${last}一周的论文`,
    andMore: (count) => `等另外 ${count} 篇`,
    colon: '：',
    late: '迟到的论文：出现在此前邮件所涉日期的列表中',
    risen: '自上一封邮件以来票数上升',
    namesAndMore: (names, count) => `${names} 等另外 ${count} 人`,
    votes: (count) => `${count} 票`,
    votesUnknown: '票数未知',
    votesWon: (votes, won) => `${votes}，自上一封邮件以来新增 ${won} 票`,
    whole: '本邮件涉及的列表均已完整。',
    open: (days) => `尚未结束：${days}。之后出现的论文将在下一封邮件中告知。`,
    gaps: (days) => `可能不完整：${days}。`,
    daysAndMore: (days, count) => `${days}；以及另外 ${count} 天`,
    allPapers: '全部论文',
    quoted: (text) => `“${text}”`,
    reason: (frequency, about) => `您订阅了关于${about}的${FREQUENCY_ZH[frequency]}邮件。`,
    unsubscribe: '退订',
    confirmSubject: '请确认您希望接收论文邮件',
    confirmAsked: (frequency, about, hour, zone) =>
      `有人（很可能是您）订阅了关于${about}的${FREQUENCY_ZH[frequency]}邮件，自 ${hour}:00 起发送（${zone}）。`,
    confirmByMail:
      '如需确认，请回复本邮件并保留下面这一行，或在“npx paperboy subscribers confirm”之后输入它：',
    confirmByLink: '如需确认，请打开：',
    confirmLink: '确认订阅',
    confirmExpiry: (days) => `有效期为 ${days} 天。如果不是您订阅的，无需任何操作：不会再有邮件。`,
  },
  ja: {
    papersOf: (days) => `${days}の論文`,
    papersOfMonth: (month) => `${month}の論文`,
    papersFromTo: (first, last) => `${first}から${last}までの論文`,
    papersOfWeek: (first, last) => `${first}から${last}までの週の論文`,
    andMore: (count) => `、ほか${count}件`,
    colon: '：',
    late: 'お知らせ済みの日のリストに後から加わった論文',
    risen: '前回のメール以降に票を伸ばした論文',
    namesAndMore: (names, count) => `${names}、ほか${count}名`,
    votes: (count) => `${count}票`,
    votesUnknown: '票数不明',
    votesWon: (votes, won) => `${votes}（前回のメール以降 +${won}票）`,
    whole: 'このメールで扱うリストはすべて揃っています。',
    open: (days) => `まだ確定していない日：${days}。後から加わる論文は次のメールでお知らせします。`,
    gaps: (days) => `不完全な可能性がある日：${days}。`,
    daysAndMore: (days, count) => `${days}、ほか${count}日`,
    allPapers: 'すべての論文',
    quoted: (text) => `「${text}」`,
    reason: (frequency, about) =>
      `${about}についての${FREQUENCY_JA[frequency]}のメールをお申し込みいただいています。`,
    unsubscribe: '配信停止',
    confirmSubject: '論文メールの受信をご確認ください',
    confirmAsked: (frequency, about, hour, zone) =>
      `どなたか（おそらくご本人）が、${about}についての${FREQUENCY_JA[frequency]}のメールを申し込みました。配信は${hour}:00以降です（${zone}）。`,
    confirmByMail:
      '確認するには、次の行を残したままこのメールに返信するか、「npx paperboy subscribers confirm」の後に入力してください：',
    confirmByLink: '確認するには、次のリンクを開いてください：',
    confirmLink: '登録を確認する',
    confirmExpiry: (days) =>
      `有効期間は${days}日間です。お心当たりがない場合は、何もしなければ今後メールは届きません。`,
  },
}

import type { ReasonCode } from './check.ts'

/** What a sentence about a row is made from; numbers already shortened and with their unit. */
export type Facts = {
  readonly seen: string
  readonly expected: string | null
  readonly band: string | null
  /** Seen ÷ expected, as a percentage; null when the expected reading is near zero. */
  readonly percent: string | null
  readonly since: string
  readonly nameplate: string
}

type Sentence = (facts: Facts) => string

const normal = ({ expected, band }: Facts): string =>
  expected === null ? 'nothing to compare with' : `${expected} expected${band === null ? '' : ` (${band})`}`
const share = ({ percent }: Facts): string => (percent === null ? '' : `, ${percent} of it`)

/** One sentence per reason in English. */
export const ENGLISH: Readonly<Record<ReasonCode | '', Sentence>> = {
  '': (facts) => `${facts.seen} raises no alert; ${normal(facts)}.`,
  spike: (facts) => `${facts.seen} lies far from the usual: ${normal(facts)}.`,
  level: (facts) => `The level has differed since ${facts.since}: now ${facts.seen}, ${normal(facts)}${share(facts)}.`,
  drift: (facts) =>
    `The level has moved away slowly since ${facts.since}: now ${facts.seen}, ${normal(facts)}${share(facts)}.`,
  volatility: (facts) =>
    `The readings have moved more, or less, than usual since ${facts.since}: now ${facts.seen}, ${normal(facts)}.`,
  stuck: (facts) => `The reading has not changed from ${facts.seen} since ${facts.since}; ${normal(facts)}.`,
  filled: (facts) =>
    `The readings since ${facts.since} look calculated and not measured; now ${facts.seen}, ${normal(facts)}.`,
  copied: (facts) => `The readings since ${facts.since} repeat those of an earlier day or week.`,
  range: (facts) => `${facts.seen} lies outside nearly everything in the history; ${normal(facts)}.`,
  nameplate: (facts) => `${facts.seen} exceeds the nameplate of ${facts.nameplate} and everything in the history.`,
  negative: (facts) => `${facts.seen} is negative; the history never was.`,
  night: (facts) => `${facts.seen} was generated at a time of day that was always dark in the history.`,
  unit: (facts) => `${facts.seen} against ${normal(facts)}: the ratio looks like a change of unit by 1000.`,
  'phase-loss': (facts) =>
    `The readings since ${facts.since} are a fixed share of the usual${share(facts)}; ${normal(facts)}.`,
  shape: (facts) =>
    `The course of the readings since ${facts.since} resembles no period of the history; now ${facts.seen}, ${normal(facts)}.`,
}

const usual = ({ expected, band }: Facts): string =>
  expected === null ? '沒有可比較的數值' : `預期 ${expected}${band === null ? '' : `(${band})`}`
const portion = ({ percent }: Facts): string => (percent === null ? '' : `,為預期的 ${percent}`)

/** One sentence per reason in Traditional Chinese. */
export const TRADITIONAL_CHINESE: Readonly<Record<ReasonCode | '', Sentence>> = {
  '': (facts) => `${facts.seen} 未觸發警示;${usual(facts)}。`,
  spike: (facts) => `${facts.seen} 與平常相差甚遠:${usual(facts)}。`,
  level: (facts) => `自 ${facts.since} 起水準偏離:目前 ${facts.seen},${usual(facts)}${portion(facts)}。`,
  drift: (facts) => `自 ${facts.since} 起水準緩慢偏移:目前 ${facts.seen},${usual(facts)}${portion(facts)}。`,
  volatility: (facts) => `自 ${facts.since} 起讀數的波動異於平常:目前 ${facts.seen},${usual(facts)}。`,
  stuck: (facts) => `自 ${facts.since} 起讀數停在 ${facts.seen} 不變;${usual(facts)}。`,
  filled: (facts) => `自 ${facts.since} 起的讀數像是計算而非量測所得;目前 ${facts.seen},${usual(facts)}。`,
  copied: (facts) => `自 ${facts.since} 起的讀數重複先前某日或某週的讀數。`,
  range: (facts) => `${facts.seen} 幾乎超出歷史上的所有讀數;${usual(facts)}。`,
  nameplate: (facts) => `${facts.seen} 超過銘牌容量 ${facts.nameplate} 及歷史上的所有讀數。`,
  negative: (facts) => `${facts.seen} 為負值;歷史上從未出現負值。`,
  night: (facts) => `${facts.seen} 產生於歷史上一向無日照的時段。`,
  unit: (facts) => `${facts.seen},而${usual(facts)}:比值像是單位相差 1000 倍。`,
  'phase-loss': (facts) => `自 ${facts.since} 起讀數為平常的固定比例${portion(facts)};${usual(facts)}。`,
  shape: (facts) => `自 ${facts.since} 起讀數的走勢與歷史上任何一期都不相似;目前 ${facts.seen},${usual(facts)}。`,
}

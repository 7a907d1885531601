/** Letters that Unicode decomposition does not reduce to ASCII. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
}

/** Letters and signs that all have one form: most titles have no other. */
const PLAIN = /^[\x20-\x7e]*$/

/**
 * Text for comparison: accents off, lower case, everything but letters and digits as one space. Letters of other
 * scripts stay, so that a Chinese title is not empty. Idempotent.
 *
 * @example foldText('Côte d’Ivoire') // 'cote d ivoire'
 */
export function foldText(text: string): string {
  if (PLAIN.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()
  return text
    .normalize('NFKD') // before the small letters: the form of some signs is a capital, and of its letter another
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðþłı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

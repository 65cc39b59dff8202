/*
 * The rule of the warehouse's functions search_words and fold_letters, for the loader and, served as it is, for pages
 * without a server: a test compares them. What is changed here is changed there, and counts RULE_VERSION up.
 */
const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega'.split(
    ' ',
  )
const LETTERS = 'αβγδεζηθικλμνξοπρστυφχψω'
const CAPITALS = 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςϵϑϕϖАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐØøŁłĐđÐðıĦħ'
const SMALL = `${LETTERS}σεθφπабвгдежзийклмнопрстуфхцчшщъыьэюяієґoollddddihh`
const LIGATURES = { ß: 'ss', ẞ: 'ss', æ: 'ae', Æ: 'ae', œ: 'oe', Œ: 'oe', þ: 'th' }

// oxlint-disable-next-line no-control-regex -- ASCII as a whole.
const NEEDS_FOLDING = /[^\0-\u007f]|[\\+#]/

/** A text without accents, formulas and signs. */
function foldLetters(body) {
  const plain = body
    .replace(/\\["'`^~=.]\{?\\?([A-Za-z])\}?/g, '$1')
    .replace(
      /\\(?:text[a-z]*|math[a-z]*|emph|operatorname|boldsymbol|bm|rm|bf|it|tt|left|right)(?![A-Za-z])/g,
      ' ',
    )
    .replace(/(?<![A-Za-z0-9_])c\+\+/gi, ' cplusplus ')
    .replace(/(?<![A-Za-z0-9_])c#/gi, ' csharp ')
  return plain
    .replace(/[™®©ªº]/g, ' ')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .replace(/[^\0-\u007f]/gu, (letter) => {
      const place = CAPITALS.indexOf(letter)
      return LIGATURES[letter] ?? (place < 0 ? letter : SMALL[place])
    })
    .replace(/[α-ω]/g, (letter) => {
      const place = LETTERS.indexOf(letter)
      return place < 0 ? letter : ` ${GREEK[place]} `
    })
    .replace(/([\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])/g, ' $1 ')
    .replace(
      // oxlint-disable-next-line no-misleading-character-class -- ranges by their ends; no pairs are meant.
      /[\u0080-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u2bff\u3000-\u3040\ue000-\uf8ff\ufe00-\ufe6f\uff00-\uff0f\uffe0-\uffff\u{1f000}-\u{1faff}]+/gu,
      ' ',
    )
}

/** The words of a text as searches see them, with blanks between: `Qwen2.5-VL-7B` is `qwen 2 5 vl 7b`. */
export function searchWords(body) {
  return (
    (
      NEEDS_FOLDING.test(body)
        ? foldLetters(body).replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
        : body.toLowerCase()
    )
      // oxlint-disable-next-line no-control-regex -- they are blanks here.
      .replace(/[\u0001-\u001f!-/:-@[-`{-\u007f]+/g, ' ')
      .replace(/([a-z]{2})([0-9])/g, '$1 $2')
      .replace(/([0-9])([a-z]{2})/g, '$1 $2')
  )
}

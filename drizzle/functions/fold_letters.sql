-- "C++" is no "cpp", the end of "llama.cpp".
CREATE OR REPLACE FUNCTION fold_letters(body text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
  folded text := body;
  greek text;
BEGIN
  IF strpos(folded, '\') > 0 THEN
    -- Accents, then commands that only say how a text looks; others are words: \pi is "pi".
    folded := regexp_replace(folded, '\\["''`^~=.]\{?\\?([A-Za-z])\}?', '\1', 'g');
    folded := regexp_replace(folded,
      '\\(?:text[a-z]*|math[a-z]*|emph|operatorname|boldsymbol|bm|rm|bf|it|tt|left|right)(?![A-Za-z])', ' ', 'g');
  END IF;
  folded := regexp_replace(folded, '(?<![A-Za-z0-9_])c\+\+', ' cplusplus ', 'gi');
  folded := regexp_replace(folded, '(?<![A-Za-z0-9_])c#', ' csharp ', 'gi');
  IF octet_length(folded) <> length(folded) THEN
    -- NFKD takes accents off their letters, and makes plain ones of those of formulas and of full width.
    folded := regexp_replace(normalize(translate(folded, '™®©ªº', '     '), NFKD), '[\u0300-\u036f]+', '', 'g');
    folded := translate(folded,
      'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςϵϑϕϖАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐØøŁłĐđÐðıĦħ',
      'αβγδεζηθικλμνξοπρστυφχψωσεθφπабвгдежзийклмнопрстуфхцчшщъыьэюяієґoollddddihh');
    folded := replace(replace(replace(replace(replace(replace(replace(folded, 'ß', 'ss'), 'ẞ', 'ss'),
      'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th');
    IF folded ~ '[α-ω]' THEN
      FOREACH greek IN ARRAY ARRAY[
        'αalpha', 'βbeta', 'γgamma', 'δdelta', 'εepsilon', 'ζzeta', 'ηeta', 'θtheta', 'ιiota', 'κkappa', 'λlambda', 'μmu',
        'νnu', 'ξxi', 'οomicron', 'πpi', 'ρrho', 'σsigma', 'τtau', 'υupsilon', 'φphi', 'χchi', 'ψpsi', 'ωomega'
      ] LOOP
        folded := replace(folded, left(greek, 1), ' ' || substr(greek, 2) || ' ');
      END LOOP;
    END IF;
    -- Writing without blanks: each character is a word, and what is typed is found as a row of them.
    folded := regexp_replace(folded, '([\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])', ' \1 ', 'g');
    -- What is no letter: signs, arrows, operators, boxes, private use, pictures.
    folded := regexp_replace(folded,
      '[\u0080-\u00bf\u00d7\u00f7\u02b0-\u02ff\u2000-\u2bff\u3000-\u3040\ue000-\uf8ff\ufe00-\ufe6f\uff00-\uff0f\uffe0-\uffff\U0001f000-\U0001faff]+',
      ' ', 'g');
  END IF;
  RETURN folded;
END
$$;

COMMENT ON FUNCTION fold_letters(text) IS 'A text without accents, formulas and signs: letters as they are typed. A part of search_words.';

-- "Did you mean" asks which words of titles and keywords are nearest to a typed one, and reads a few hundred papers by the
-- index paper_texts_named, which calls this: another body needs a migration that makes the index anew.
CREATE OR REPLACE FUNCTION named_text(title text, keywords text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT title || ' ' || array_to_string(keywords, ' ') $$;

COMMENT ON FUNCTION named_text(text, text[]) IS 'A title and keywords as one text, in which the nearest words are looked for.';

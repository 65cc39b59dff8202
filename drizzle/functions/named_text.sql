-- Stays for the migration 0001_search alone, whose index paper_texts_named is gone since 0003_texts.
CREATE OR REPLACE FUNCTION named_text(title text, keywords text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT title || ' ' || array_to_string(keywords, ' ') $$;

COMMENT ON FUNCTION named_text(text, text[]) IS 'A title and keywords as one text.';

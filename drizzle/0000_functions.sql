-- Trigrams, for titles with typing errors. Part of every Postgres distribution; any owner of a database may add it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
-- Full text of a paper: the title weighs most, then keywords, then the abstract.
-- array_to_string is only stable for arbitrary element types; for text it always gives the same, hence immutable here.
CREATE FUNCTION paper_search(title text, keywords text[], abstract text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT setweight(to_tsvector('pg_catalog.english'::regconfig, coalesce(title, '')), 'A')
    || setweight(to_tsvector('pg_catalog.english'::regconfig, coalesce(array_to_string(keywords, ' '), '')), 'B')
    || setweight(to_tsvector('pg_catalog.english'::regconfig, coalesce(abstract, '')), 'C')
$$;

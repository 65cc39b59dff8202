CREATE OR REPLACE VIEW author_papers AS
SELECT name AS author, paper_id, position FROM stored_paper_authors WHERE NOT hidden;

COMMENT ON VIEW author_papers IS 'One row per author and paper; hidden authors are left out. Names are not told apart.';

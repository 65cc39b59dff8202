CREATE OR REPLACE FUNCTION search_papers(words text, most int DEFAULT 20)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, score real, found text)
LANGUAGE sql STABLE
AS $$
  SELECT row_number() OVER (ORDER BY hit.score DESC, hit.paper_id), hit.paper_id, p.title, p.upvotes, hit.score,
    ts_headline('english', concat_ws(' - ', p.title, p.abstract), hit.query || websearch_to_tsquery('english', words),
      'StartSel=**, StopSel=**, MaxFragments=2, MaxWords=18, MinWords=6')
  FROM (
    SELECT t.paper_id, q.query, ts_rank_cd(t.search, q.query) AS score
    FROM search_query(words) AS q(query)
    JOIN paper_words t ON t.search @@ q.query
    ORDER BY score DESC, t.paper_id LIMIT most
  ) hit
  JOIN papers p ON p.paper_id = hit.paper_id
  ORDER BY 1
$$;

COMMENT ON FUNCTION search_papers(text, int) IS 'Full-text search with the words of a web search (quotes, or, minus), best first, with the place found. The text index is brought up to date at the end of each run.';

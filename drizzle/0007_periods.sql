-- A week or month that is written wrongly is an error: to_date() would take some other period for it.
CREATE FUNCTION first_day_of_week(week text) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
DECLARE
  monday date;
BEGIN
  IF week ~ '^[0-9]{4}-W(0[1-9]|[1-4][0-9]|5[0-3])$' THEN
    monday := to_date(week, 'IYYY-"W"IW');
    -- Most years have no week 53: to_date() gives the first week of the next one.
    IF to_char(monday, 'IYYY-"W"IW') = week THEN
      RETURN monday;
    END IF;
  END IF;
  RAISE EXCEPTION 'no such week: "%", expected an ISO week that exists, such as 2026-W23', week
    USING ERRCODE = 'invalid_datetime_format';
END
$$;
--> statement-breakpoint
CREATE FUNCTION first_day_of_month(month text) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
BEGIN
  IF month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$' AND month !~ '^0000' THEN
    RETURN to_date(month, 'YYYY-MM');
  END IF;
  RAISE EXCEPTION 'no such month: "%", expected a month such as 2026-06', month
    USING ERRCODE = 'invalid_datetime_format';
END
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION top_of_week(week text, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, comments int, stars int, organization text, day date)
LANGUAGE sql STABLE
AS $$
  SELECT * FROM top_papers(first_day_of_week(week), first_day_of_week(week) + 6, most)
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION top_of_month(month text, most int DEFAULT 10)
RETURNS TABLE (place bigint, paper_id text, title text, upvotes int, comments int, stars int, organization text, day date)
LANGUAGE sql STABLE
AS $$
  SELECT * FROM top_papers(first_day_of_month(month), (first_day_of_month(month) + interval '1 month - 1 day')::date, most)
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION keywords_of_week(week text, most int DEFAULT 20)
RETURNS TABLE (keyword text, papers bigint, upvotes bigint, papers_week_before bigint)
LANGUAGE sql STABLE
AS $$
  WITH used AS (
    SELECT word.keyword, listed.is_now, listed.paper_id, p.upvotes
    FROM (
      SELECT DISTINCT a.paper_id, l.day >= first_day_of_week(week) AS is_now
      FROM listings l JOIN appearances a ON a.kind = l.kind AND a.key = l.key
      WHERE l.kind = 'day' AND l.day BETWEEN first_day_of_week(week) - 7 AND first_day_of_week(week) + 6
        AND a.gone_at IS NULL
    ) listed
    JOIN papers p ON p.id = listed.paper_id
    JOIN paper_texts t ON t.paper_id = p.id
    CROSS JOIN LATERAL unnest(t.keywords) AS word(keyword)
  )
  SELECT u.keyword, count(*) FILTER (WHERE u.is_now), sum(u.upvotes) FILTER (WHERE u.is_now),
    count(*) FILTER (WHERE NOT u.is_now)
  FROM used u
  GROUP BY u.keyword
  HAVING count(*) FILTER (WHERE u.is_now) > 0
  ORDER BY 2 DESC, 3 DESC, 1
  LIMIT most
$$;
--> statement-breakpoint
COMMENT ON FUNCTION first_day_of_week(text) IS 'The Monday of an ISO week such as 2026-W23; any other text is an error.';
--> statement-breakpoint
COMMENT ON FUNCTION first_day_of_month(text) IS 'The first day of a month such as 2026-06; any other text is an error.';

-- A week or month that is written wrongly is an error: to_date() would take some other period for it.
CREATE OR REPLACE FUNCTION first_day_of_week(week text) RETURNS date
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

COMMENT ON FUNCTION first_day_of_week(text) IS 'The Monday of an ISO week such as 2026-W23; any other text is an error.';

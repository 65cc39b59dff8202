CREATE OR REPLACE FUNCTION first_day_of_month(month text) RETURNS date
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

COMMENT ON FUNCTION first_day_of_month(text) IS 'The first day of a month such as 2026-06; any other text is an error.';

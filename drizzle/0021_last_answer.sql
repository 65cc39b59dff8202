ALTER TABLE "listings" ADD COLUMN "last_answer" text;
--> statement-breakpoint
-- The row's capture is the one that the last answer came in.
UPDATE listings l SET last_answer = CASE
  WHEN (l.failure ->> 'at')::timestamptz >= l.fetched_at OR (l.failure IS NOT NULL AND l.fetched_at IS NULL) THEN 'none'
  WHEN l.flagged_since IS NOT NULL THEN 'held-back'
  ELSE (SELECT c.outcome FROM captures c WHERE c.id = l.capture_id)
END;
--> statement-breakpoint
-- Lists that were loaded, and lost their state and the plan of their readings to an answer with another list.
UPDATE listings l SET
  state = CASE WHEN l.day IS NULL OR l.last_read_at >= (l.day + 2)::timestamp AT TIME ZONE 'UTC' THEN 'complete' ELSE 'open' END,
  reason = 'the site answered with ' || l.redirected_to,
  flags = NULL,
  next_due_at = (
    SELECT min((l.day + days)::timestamp AT TIME ZONE 'UTC') FROM unnest(ARRAY[1, 2, 3, 5, 7, 10, 14, 21, 30]) AS turn(days)
    WHERE (l.day + days)::timestamp AT TIME ZONE 'UTC' > l.fetched_at
  )
WHERE l.state = 'redirected' AND EXISTS (
  SELECT 1 FROM observations o WHERE o.kind = l.kind AND o.key = l.key AND NOT o.held
    AND cardinality(o.paper_ids) + o.rejected > 0
);
--> statement-breakpoint
CREATE OR REPLACE VIEW coverage AS
SELECT day, state, reason, expected, loaded, attempts, fetched_at, next_due_at, flags, last_answer
FROM listings
WHERE kind = 'day';
--> statement-breakpoint
COMMENT ON COLUMN listings.last_answer IS 'what the last try brought: listing, redirected, refused, none and the like';
--> statement-breakpoint
COMMENT ON COLUMN listings.reason IS 'why it stands so, or why the last try brought no list';
--> statement-breakpoint
COMMENT ON COLUMN coverage.last_answer IS 'what the last try brought: listing, redirected, refused, none and the like';

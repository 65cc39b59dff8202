CREATE TABLE "outside_counts" (
	"paper_id" text NOT NULL,
	"observed_at" timestamp(3) with time zone NOT NULL,
	"source" text NOT NULL,
	"upvotes" integer,
	"comments" integer,
	"stars" integer,
	"run_id" bigint NOT NULL,
	CONSTRAINT "outside_counts_once" UNIQUE NULLS NOT DISTINCT("paper_id","observed_at","source","upvotes","comments","stars")
);
--> statement-breakpoint
ALTER TABLE "snapshots" ALTER COLUMN "capture_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "snapshots" ADD COLUMN "source" text;
--> statement-breakpoint
CREATE OR REPLACE VIEW paper_history AS
SELECT paper_id, observed_at, upvotes, comments, stars, source FROM snapshots;
--> statement-breakpoint
CREATE VIEW history_conflicts AS
SELECT
  c.paper_id,
  c.observed_at,
  c.field,
  array_agg(c.told ORDER BY c.source COLLATE "C", c.told) AS counts,
  array_agg(c.source ORDER BY c.source COLLATE "C", c.told) AS sources
FROM (
  SELECT DISTINCT e.paper_id, e.observed_at, f.field, f.told, e.source
  FROM outside_counts e
  CROSS JOIN LATERAL (VALUES ('upvotes', e.upvotes), ('comments', e.comments), ('stars', e.stars)) f(field, told)
  WHERE f.told IS NOT NULL
  UNION ALL
  (
    -- Of several readings of one instant the last one that told the count, as everywhere.
    SELECT DISTINCT ON (e.paper_id, e.observed_at, f.field) e.paper_id, e.observed_at, f.field, f.told, 'paperboy'
    FROM (SELECT DISTINCT paper_id, observed_at FROM outside_counts) e
    JOIN observations o ON o.observed_at = e.observed_at AND e.paper_id = ANY (o.paper_ids) AND NOT o.held
    CROSS JOIN LATERAL (SELECT array_position(o.paper_ids, e.paper_id) AS place) at
    CROSS JOIN LATERAL (
      VALUES ('upvotes', o.upvotes[at.place]), ('comments', o.comments[at.place]), ('stars', o.stars[at.place])
    ) f(field, told)
    WHERE f.told IS NOT NULL
    ORDER BY e.paper_id, e.observed_at, f.field, o.kind COLLATE "C" DESC, o.key COLLATE "C" DESC,
      o.source COLLATE "C" DESC
  )
) c
GROUP BY c.paper_id, c.observed_at, c.field
HAVING count(DISTINCT c.told) > 1;
--> statement-breakpoint
COMMENT ON COLUMN snapshots.capture_id IS 'capture that it was written from; null where only outside counts made it';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.source IS 'outside sources that told the change, with commas between; null when Paperboy saw it itself';
--> statement-breakpoint
COMMENT ON TABLE outside_counts IS 'What other collectors saw, as imported: one row per paper, instant, source and what it told. Part of the log; of papers that are not known yet it waits here.';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.paper_id IS 'paper, known or not';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.observed_at IS 'when it was seen';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.source IS 'name of the collector';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.upvotes IS 'votes; null when not told';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.comments IS 'comments; null when not told';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.stars IS 'stars of the repository; null when not told';
--> statement-breakpoint
COMMENT ON COLUMN outside_counts.run_id IS 'run that imported it first';
--> statement-breakpoint
COMMENT ON COLUMN paper_history.source IS 'outside sources that told the change, with commas between; null when Paperboy saw it itself';
--> statement-breakpoint
COMMENT ON VIEW history_conflicts IS 'One row per paper, instant and count of which two sources say different things. Of these only what Paperboy saw itself is in the history.';
--> statement-breakpoint
COMMENT ON COLUMN history_conflicts.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN history_conflicts.observed_at IS 'when it was seen';
--> statement-breakpoint
COMMENT ON COLUMN history_conflicts.field IS 'upvotes, comments or stars';
--> statement-breakpoint
COMMENT ON COLUMN history_conflicts.counts IS 'the differing counts';
--> statement-breakpoint
COMMENT ON COLUMN history_conflicts.sources IS 'who said each of them, in the same order; paperboy for what was crawled';

CREATE TABLE "delivered_papers" (
	"subscriber_id" bigint NOT NULL,
	"paper_id" text NOT NULL,
	"reason" text NOT NULL,
	"message_id" text NOT NULL,
	"upvotes" integer,
	CONSTRAINT "delivered_papers_subscriber_id_paper_id_reason_pk" PRIMARY KEY("subscriber_id","paper_id","reason")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"message_id" text PRIMARY KEY NOT NULL,
	"subscriber_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"first_day" date NOT NULL,
	"last_day" date NOT NULL,
	"slot" text NOT NULL,
	"state" text NOT NULL,
	"mail" jsonb,
	"considered" text[],
	"prepared_at" timestamp(3) with time zone NOT NULL,
	"attempts" smallint NOT NULL,
	"next_try_at" timestamp(3) with time zone,
	"sent_at" timestamp(3) with time zone,
	"via" text,
	"reason" text,
	"run_id" bigint NOT NULL,
	CONSTRAINT "deliveries_once" UNIQUE("subscriber_id","kind","slot")
);
--> statement-breakpoint
CREATE TABLE "subscribers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "subscribers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"address" text NOT NULL,
	"selection" text NOT NULL,
	"rhythm" text NOT NULL,
	"hour" smallint NOT NULL,
	"zone" text NOT NULL,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"secret" text NOT NULL,
	"asked_at" timestamp(3) with time zone NOT NULL,
	"active_since" timestamp(3) with time zone
);
--> statement-breakpoint
ALTER TABLE "delivered_papers" ADD CONSTRAINT "delivered_papers_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "delivered_papers" ADD CONSTRAINT "delivered_papers_message_id_deliveries_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."deliveries"("message_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delivered_papers_of_mail" ON "delivered_papers" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "deliveries_waiting" ON "deliveries" USING btree ("prepared_at") WHERE state in ('prepared', 'claimed', 'sending', 'deferred');--> statement-breakpoint
CREATE UNIQUE INDEX "subscribers_address" ON "subscribers" USING btree (lower("address"));--> statement-breakpoint
-- A role of "db reader" may read every table that comes: these hold what is private.
DO $$
DECLARE
  granted record;
BEGIN
  FOR granted IN
    SELECT c.relname, r.rolname
    FROM pg_class c
    CROSS JOIN LATERAL aclexplode(c.relacl) a
    JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner
      AND c.relname IN ('subscribers', 'deliveries', 'delivered_papers')
  LOOP
    EXECUTE format('REVOKE ALL ON %I FROM %I', granted.relname, granted.rolname);
  END LOOP;
END
$$;
--> statement-breakpoint
COMMENT ON TABLE subscribers IS 'One row per address that gets or got mails. Private: a role of "db reader" does not see it.';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.address IS 'mail address';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.selection IS 'filters and order of what is told, as typed; the period comes from the rhythm';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.rhythm IS 'daily, weekly or monthly';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.hour IS 'hour of the day from which mails go out, in the zone';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.zone IS 'time zone, such as Europe/Berlin';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.language IS 'language of dates, such as de';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.state IS 'pending (not confirmed), active, paused, unsubscribed or bounced';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.secret IS 'key of the signatures of the links in mails; new with each new subscription';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.asked_at IS 'when the subscription was asked for last';
--> statement-breakpoint
COMMENT ON COLUMN subscribers.active_since IS 'since when mails go out as they are asked for now; null while they don''t';
--> statement-breakpoint
COMMENT ON TABLE deliveries IS 'One row per mail: written before it is sent, so that it is sent once. Private as subscribers.';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.message_id IS 'message id without brackets, fixed before the mail is sent';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.subscriber_id IS 'who gets it';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.kind IS 'digest or confirmation';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.first_day IS 'first day that a digest is of; of a confirmation the day of asking';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.last_day IS 'last day that a digest is of; of a confirmation the day of asking';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.slot IS 'tells the mails of a subscriber apart: the last day of a digest, the instant of asking for a confirmation';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.state IS 'prepared, claimed (by a run, nothing is sent yet), sending, sent, deferred (tried again), bounced (the address was refused, or the mail came back), refused (for its text), given-up, or unknown: the run ended between the mail''s first byte and the server''s answer, and it is not sent again';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.mail IS 'what is sent; null once that is over';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.considered IS 'ids of the papers that the selection held then, shown or not; null after 70 days';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.prepared_at IS 'when its content was decided';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.attempts IS 'how often the server put it off';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.next_try_at IS 'when it is tried again; null for at once, or never';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.sent_at IS 'when the server took it, or its file was written';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.via IS 'smtp or outbox';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.reason IS 'why it is in its state, or what the server said';
--> statement-breakpoint
COMMENT ON COLUMN deliveries.run_id IS 'run that has it in hand or had it last';
--> statement-breakpoint
COMMENT ON TABLE delivered_papers IS 'One row per reader, paper and reason: what was told, so that nothing is told twice. Private as subscribers.';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.subscriber_id IS 'reader';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.reason IS 'top (of the mail''s days), late (came to days already sent) or risen';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.message_id IS 'mail that told it';
--> statement-breakpoint
COMMENT ON COLUMN delivered_papers.upvotes IS 'votes that were told';

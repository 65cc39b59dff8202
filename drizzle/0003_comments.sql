-- What every table, column, view and function means. docs/data-dictionary.md is made from these.
COMMENT ON VIEW paper_days IS 'One row per day and paper on its list, also when it has left since (gone_at).';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.day IS 'day in the site''s address';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.rank IS 'latest rank on the list, from 1';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.abstract IS 'abstract';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.authors IS 'names in order; null when no page told them';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.organization IS 'handle of the organization';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.organization_name IS 'its name';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.submitted_by IS 'handle of the submitter';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.submitted_at IS 'when it was submitted to this list';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.published_at IS 'when the paper was published';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.upvotes IS 'votes, as last seen';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.comments IS 'comments, as last seen';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.repository IS 'repository as the site gave it';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.repository_name IS 'repository as owner/name';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.stars IS 'stars of the repository, as last seen';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.project_page IS 'address of the project page';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.keywords IS 'the site''s AI keywords';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.ai_summary IS 'the site''s AI summary';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.first_seen IS 'first reading that held it';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.last_seen IS 'last reading that held it';
--> statement-breakpoint
COMMENT ON COLUMN paper_days.gone_at IS 'first whole reading without it; null while it is on the list';
--> statement-breakpoint
COMMENT ON VIEW paper_history IS 'One row per paper and instant at which a count was found changed.';
--> statement-breakpoint
COMMENT ON COLUMN paper_history.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_history.observed_at IS 'when it was seen';
--> statement-breakpoint
COMMENT ON COLUMN paper_history.upvotes IS 'votes';
--> statement-breakpoint
COMMENT ON COLUMN paper_history.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN paper_history.stars IS 'stars of the repository';
--> statement-breakpoint
COMMENT ON VIEW coverage IS 'One row per day in the ledger.';
--> statement-breakpoint
COMMENT ON COLUMN coverage.day IS 'day';
--> statement-breakpoint
COMMENT ON COLUMN coverage.state IS 'as in listings';
--> statement-breakpoint
COMMENT ON COLUMN coverage.reason IS 'why it stands so';
--> statement-breakpoint
COMMENT ON COLUMN coverage.expected IS 'entries read plus entries rejected';
--> statement-breakpoint
COMMENT ON COLUMN coverage.loaded IS 'entries read';
--> statement-breakpoint
COMMENT ON COLUMN coverage.attempts IS 'failed attempts since the last success';
--> statement-breakpoint
COMMENT ON COLUMN coverage.fetched_at IS 'when it was last fetched';
--> statement-breakpoint
COMMENT ON COLUMN coverage.next_due_at IS 'when it is read again';
--> statement-breakpoint
COMMENT ON COLUMN coverage.flags IS 'what is odd about the last reading, such as fewer-entries; null for nothing';
--> statement-breakpoint
COMMENT ON VIEW coverage_gaps IS 'One row per day between the first and the last known one that is not known to be whole.';
--> statement-breakpoint
COMMENT ON COLUMN coverage_gaps.day IS 'day';
--> statement-breakpoint
COMMENT ON COLUMN coverage_gaps.state IS 'as in listings; missing for a day that was never fetched';
--> statement-breakpoint
COMMENT ON COLUMN coverage_gaps.reason IS 'why it stands so';
--> statement-breakpoint
COMMENT ON COLUMN coverage_gaps.expected IS 'entries read plus entries rejected';
--> statement-breakpoint
COMMENT ON COLUMN coverage_gaps.loaded IS 'entries read';
--> statement-breakpoint
COMMENT ON COLUMN coverage_gaps.flags IS 'what is odd about the last reading';
--> statement-breakpoint
COMMENT ON VIEW listing_papers IS 'One row per listing of any kind and paper that is still on it.';
--> statement-breakpoint
COMMENT ON COLUMN listing_papers.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN listing_papers.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN listing_papers.rank IS 'latest rank, from 1';
--> statement-breakpoint
COMMENT ON COLUMN listing_papers.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN listing_papers.observed_at IS 'when it was last seen there';
--> statement-breakpoint
COMMENT ON VIEW text_entries IS 'One row per entry of the newest reading of a list that gave text and no ids.';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.listing IS 'listing that was asked for, such as query:diffusion';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.position IS 'place in the text, from 1';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.abstract IS 'abstract';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.authors_count IS 'number of authors';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.organization IS 'handle of the organization';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.organization_name IS 'its name';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.published_on IS 'date of publication';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.links IS 'addresses found in the abstract, in order';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.paper_id IS 'paper that it was found to be; null while unmatched';
--> statement-breakpoint
COMMENT ON COLUMN text_entries.confidence IS 'how sure the match is, from 0 to 1';
--> statement-breakpoint
COMMENT ON VIEW papers_gone IS 'One row per day and paper that left the list of the day.';
--> statement-breakpoint
COMMENT ON COLUMN papers_gone.day IS 'day of the list';
--> statement-breakpoint
COMMENT ON COLUMN papers_gone.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN papers_gone.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN papers_gone.last_rank IS 'last rank on the list';
--> statement-breakpoint
COMMENT ON COLUMN papers_gone.first_seen IS 'first reading that held it';
--> statement-breakpoint
COMMENT ON COLUMN papers_gone.last_seen IS 'last reading that held it';
--> statement-breakpoint
COMMENT ON COLUMN papers_gone.gone_at IS 'first whole reading without it';
--> statement-breakpoint
COMMENT ON VIEW title_changes IS 'One row per title that a paper has had, for papers whose title changed.';
--> statement-breakpoint
COMMENT ON COLUMN title_changes.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN title_changes.title IS 'the title';
--> statement-breakpoint
COMMENT ON COLUMN title_changes.first_seen IS 'first reading that showed it';
--> statement-breakpoint
COMMENT ON COLUMN title_changes.last_seen IS 'last reading that showed it; null for the present one';
--> statement-breakpoint
COMMENT ON COLUMN title_changes.title_before IS 'the title before it; null for the first';
--> statement-breakpoint
COMMENT ON TABLE papers IS 'One row per paper, as it was last seen.';
--> statement-breakpoint
COMMENT ON COLUMN papers.id IS 'arXiv id without version suffix, or the site''s other id';
--> statement-breakpoint
COMMENT ON COLUMN papers.version IS 'version suffix of the id, when a page gave one';
--> statement-breakpoint
COMMENT ON COLUMN papers.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN papers.abstract IS 'abstract';
--> statement-breakpoint
COMMENT ON COLUMN papers.published_at IS 'when the paper was published';
--> statement-breakpoint
COMMENT ON COLUMN papers.submitted_at IS 'when it was submitted to the daily papers';
--> statement-breakpoint
COMMENT ON COLUMN papers.submitted_by_id IS 'account of the submitter';
--> statement-breakpoint
COMMENT ON COLUMN papers.organization_id IS 'organization';
--> statement-breakpoint
COMMENT ON COLUMN papers.upvotes IS 'votes';
--> statement-breakpoint
COMMENT ON COLUMN papers.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN papers.stars IS 'stars of the repository';
--> statement-breakpoint
COMMENT ON COLUMN papers.repository IS 'repository as the site gave it';
--> statement-breakpoint
COMMENT ON COLUMN papers.repository_name IS 'repository as owner/name';
--> statement-breakpoint
COMMENT ON COLUMN papers.repository_added_by IS 'who added the repository';
--> statement-breakpoint
COMMENT ON COLUMN papers.project_page IS 'address of the project page';
--> statement-breakpoint
COMMENT ON COLUMN papers.discussion_id IS 'the site''s id of the discussion';
--> statement-breakpoint
COMMENT ON COLUMN papers.thumbnail_url IS 'address of the thumbnail';
--> statement-breakpoint
COMMENT ON COLUMN papers.media_urls IS 'addresses of media';
--> statement-breakpoint
COMMENT ON COLUMN papers.keywords IS 'the site''s AI keywords';
--> statement-breakpoint
COMMENT ON COLUMN papers.ai_summary IS 'the site''s AI summary';
--> statement-breakpoint
COMMENT ON COLUMN papers.ai_summary_model IS 'model that wrote the summary';
--> statement-breakpoint
COMMENT ON COLUMN papers.author_participating IS 'whether an author takes part in the discussion';
--> statement-breakpoint
COMMENT ON COLUMN papers.withdrawn_at IS 'when it was withdrawn';
--> statement-breakpoint
COMMENT ON COLUMN papers.author_count IS 'authors told by the page; null when it told none';
--> statement-breakpoint
COMMENT ON COLUMN papers.extra IS 'fields that have no column';
--> statement-breakpoint
COMMENT ON COLUMN papers.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON COLUMN papers.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN papers.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON COLUMN papers.title_key IS 'title without case, spaces, LaTeX and punctuation, for matching entries without an id';
--> statement-breakpoint
COMMENT ON COLUMN papers.daily_rank IS 'rank of its day as the paper''s own page says; null when unranked or unknown';
--> statement-breakpoint
COMMENT ON TABLE paper_texts IS 'One row per paper: what searches use, built at the end of a run for the papers whose text changed.';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.text_hash IS 'MD5 of the text that the row was built from';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.search IS 'full text: title (weight A), keywords (weight B), abstract (weight C)';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN paper_texts.keywords IS 'keywords in lower case, each once';
--> statement-breakpoint
COMMENT ON TABLE paper_authors IS 'One row per paper and author.';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.position IS 'place in the list of authors, from 1';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.name IS 'name';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.hidden IS 'whether the site hides the author';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.account_id IS 'account that claimed the authorship';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.claim IS 'state of the claim';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.claim_changed_at IS 'when the claim changed';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN paper_authors.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE accounts IS 'One row per account of the site: submitters, and authors who claimed a paper.';
--> statement-breakpoint
COMMENT ON COLUMN accounts.id IS 'the site''s id; @handle until a page tells it';
--> statement-breakpoint
COMMENT ON COLUMN accounts.handle IS 'name in addresses';
--> statement-breakpoint
COMMENT ON COLUMN accounts.fullname IS 'full name';
--> statement-breakpoint
COMMENT ON COLUMN accounts.avatar_url IS 'address of the picture';
--> statement-breakpoint
COMMENT ON COLUMN accounts.kind IS 'kind of account';
--> statement-breakpoint
COMMENT ON COLUMN accounts.is_pro IS 'whether the account is a paying one';
--> statement-breakpoint
COMMENT ON COLUMN accounts.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON COLUMN accounts.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN accounts.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE organizations IS 'One row per organization.';
--> statement-breakpoint
COMMENT ON COLUMN organizations.id IS 'the site''s id; @handle until a page tells it';
--> statement-breakpoint
COMMENT ON COLUMN organizations.handle IS 'name in addresses';
--> statement-breakpoint
COMMENT ON COLUMN organizations.name IS 'name';
--> statement-breakpoint
COMMENT ON COLUMN organizations.avatar_url IS 'address of the picture';
--> statement-breakpoint
COMMENT ON COLUMN organizations.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON COLUMN organizations.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN organizations.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE listings IS 'The ledger: one row per partition.';
--> statement-breakpoint
COMMENT ON COLUMN listings.kind IS 'day, week, month, trending, query or paper';
--> statement-breakpoint
COMMENT ON COLUMN listings.key IS 'such as 2026-06-03';
--> statement-breakpoint
COMMENT ON COLUMN listings.day IS 'the date, for the kind day';
--> statement-breakpoint
COMMENT ON COLUMN listings.state IS 'pending, open, complete, empty, redirected, failed or drift';
--> statement-breakpoint
COMMENT ON COLUMN listings.reason IS 'why it stands so';
--> statement-breakpoint
COMMENT ON COLUMN listings.attempts IS 'failed attempts since the last success';
--> statement-breakpoint
COMMENT ON COLUMN listings.next_retry_at IS 'when a failed one is tried again';
--> statement-breakpoint
COMMENT ON COLUMN listings.next_due_at IS 'when a loaded one is read again';
--> statement-breakpoint
COMMENT ON COLUMN listings.fetched_at IS 'when the capture behind this row was fetched';
--> statement-breakpoint
COMMENT ON COLUMN listings.last_read_at IS 'when the list was last read whole';
--> statement-breakpoint
COMMENT ON COLUMN listings.content_hash IS 'digest of what the list holds';
--> statement-breakpoint
COMMENT ON COLUMN listings.expected IS 'entries read plus entries rejected';
--> statement-breakpoint
COMMENT ON COLUMN listings.loaded IS 'entries read';
--> statement-breakpoint
COMMENT ON COLUMN listings.redirected_to IS 'listing that the site answered with';
--> statement-breakpoint
COMMENT ON COLUMN listings.previous_key IS 'the listing before, as the page links it';
--> statement-breakpoint
COMMENT ON COLUMN listings.next_key IS 'the listing after, as the page links it';
--> statement-breakpoint
COMMENT ON COLUMN listings.era IS 'era that read the page';
--> statement-breakpoint
COMMENT ON COLUMN listings.parser_version IS 'parser that read it';
--> statement-breakpoint
COMMENT ON COLUMN listings.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN listings.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON COLUMN listings.flags IS 'what is odd about the last reading; null for nothing';
--> statement-breakpoint
COMMENT ON COLUMN listings.flagged_since IS 'since when readings have been held back for their flags';
--> statement-breakpoint
COMMENT ON TABLE observations IS 'One row per listing and reading; the arrays run in parallel, best rank first.';
--> statement-breakpoint
COMMENT ON COLUMN observations.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN observations.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN observations.observed_at IS 'when the capture was fetched';
--> statement-breakpoint
COMMENT ON COLUMN observations.complete IS 'whether the reading held the whole list';
--> statement-breakpoint
COMMENT ON COLUMN observations.paper_ids IS 'papers';
--> statement-breakpoint
COMMENT ON COLUMN observations.ranks IS 'ranks';
--> statement-breakpoint
COMMENT ON COLUMN observations.upvotes IS 'votes';
--> statement-breakpoint
COMMENT ON COLUMN observations.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN observations.stars IS 'stars';
--> statement-breakpoint
COMMENT ON COLUMN observations.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN observations.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE appearances IS 'One row per listing and paper on it, now or once.';
--> statement-breakpoint
COMMENT ON COLUMN appearances.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN appearances.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN appearances.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN appearances.rank IS 'latest rank, from 1';
--> statement-breakpoint
COMMENT ON COLUMN appearances.submitted_by_id IS 'account of the submitter';
--> statement-breakpoint
COMMENT ON COLUMN appearances.submitted_at IS 'when it was submitted';
--> statement-breakpoint
COMMENT ON COLUMN appearances.first_seen IS 'first observation that held it';
--> statement-breakpoint
COMMENT ON COLUMN appearances.last_seen IS 'last observation that held it; null while it is in the last whole reading';
--> statement-breakpoint
COMMENT ON COLUMN appearances.gone_at IS 'first whole reading without it after that; null while it is on the list';
--> statement-breakpoint
COMMENT ON COLUMN appearances.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN appearances.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON COLUMN appearances.note IS 'what is odd about it, such as: also at rank 41';
--> statement-breakpoint
COMMENT ON TABLE snapshots IS 'One row per paper and instant at which a count was found changed.';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.observed_at IS 'when it was seen';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.upvotes IS 'votes';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.stars IS 'stars of the repository';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN snapshots.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE paper_versions IS 'One row per value that a title, an abstract, the links or the AI texts of a paper had; none while there was only one.';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.field_set IS 'title, abstract, links or ai';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.hash IS 'MD5 of the fields';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.fields IS 'the values';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.first_seen IS 'first reading that showed it';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.last_seen IS 'last reading that showed it; null for the present one';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN paper_versions.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE captures IS 'One row per stored response.';
--> statement-breakpoint
COMMENT ON COLUMN captures.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN captures.kind IS 'kind of the listing asked for';
--> statement-breakpoint
COMMENT ON COLUMN captures.key IS 'key of the listing asked for';
--> statement-breakpoint
COMMENT ON COLUMN captures.form IS 'page, api or text';
--> statement-breakpoint
COMMENT ON COLUMN captures.fetched_at IS 'when it was fetched, or captured by another tool';
--> statement-breakpoint
COMMENT ON COLUMN captures.sha256 IS 'hash of the body';
--> statement-breakpoint
COMMENT ON COLUMN captures.url IS 'address asked for; import:NAME for a file';
--> statement-breakpoint
COMMENT ON COLUMN captures.final_url IS 'address after redirects';
--> statement-breakpoint
COMMENT ON COLUMN captures.status IS 'HTTP status';
--> statement-breakpoint
COMMENT ON COLUMN captures.headers IS 'stored response headers';
--> statement-breakpoint
COMMENT ON COLUMN captures.run_id IS 'run that stored it';
--> statement-breakpoint
COMMENT ON COLUMN captures.fetched_with IS 'http, browser or import';
--> statement-breakpoint
COMMENT ON COLUMN captures.way IS 'how it was read: blob, cards, json or text; null while it could not be';
--> statement-breakpoint
COMMENT ON COLUMN captures.era IS 'parser that read it';
--> statement-breakpoint
COMMENT ON TABLE capture_bodies IS 'One row per distinct body.';
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.sha256 IS 'hash of the body';
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.bytes IS 'length before compression';
--> statement-breakpoint
COMMENT ON COLUMN capture_bodies.zstd IS 'the body, compressed';
--> statement-breakpoint
COMMENT ON TABLE quarantine IS 'One row per rejected entry.';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.capture_id IS 'capture that holds it';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.position IS 'place on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.path IS 'field that could not be read';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.reason IS 'what was wrong with it';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.raw IS 'the entry as it came';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.observed_at IS 'when the capture was fetched';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.resolved_at IS 'set when a later reading of the capture no longer rejects it';
--> statement-breakpoint
COMMENT ON COLUMN quarantine.run_id IS 'run that wrote the row';
--> statement-breakpoint
COMMENT ON TABLE drift IS 'One row per difference between the pages and their known shape.';
--> statement-breakpoint
COMMENT ON COLUMN drift.era IS 'era';
--> statement-breakpoint
COMMENT ON COLUMN drift.path IS 'field';
--> statement-breakpoint
COMMENT ON COLUMN drift.change IS 'kind of difference';
--> statement-breakpoint
COMMENT ON COLUMN drift.first_seen IS 'first seen';
--> statement-breakpoint
COMMENT ON COLUMN drift.last_seen IS 'last seen';
--> statement-breakpoint
COMMENT ON COLUMN drift.count IS 'how often';
--> statement-breakpoint
COMMENT ON COLUMN drift.example IS 'an example';
--> statement-breakpoint
COMMENT ON COLUMN drift.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN drift.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE runs IS 'One row per run of a job.';
--> statement-breakpoint
COMMENT ON COLUMN runs.id IS 'number';
--> statement-breakpoint
COMMENT ON COLUMN runs.job IS 'name of the job';
--> statement-breakpoint
COMMENT ON COLUMN runs.arguments IS 'its arguments';
--> statement-breakpoint
COMMENT ON COLUMN runs.version IS 'version of Paperboy';
--> statement-breakpoint
COMMENT ON COLUMN runs.parser_version IS 'version of the parser';
--> statement-breakpoint
COMMENT ON COLUMN runs.host IS 'machine';
--> statement-breakpoint
COMMENT ON COLUMN runs.pid IS 'process id';
--> statement-breakpoint
COMMENT ON COLUMN runs.started_at IS 'start';
--> statement-breakpoint
COMMENT ON COLUMN runs.ended_at IS 'end; null while it runs, or if it was killed';
--> statement-breakpoint
COMMENT ON COLUMN runs.outcome IS 'done, partial, interrupted or failed';
--> statement-breakpoint
COMMENT ON COLUMN runs.counts IS 'what it counted';
--> statement-breakpoint
COMMENT ON COLUMN runs.error IS 'the error that ended it';
--> statement-breakpoint
COMMENT ON TABLE migrations IS 'One row per applied migration; made by db migrate.';
--> statement-breakpoint
COMMENT ON COLUMN migrations.position IS 'place in the order, from 0';
--> statement-breakpoint
COMMENT ON COLUMN migrations.tag IS 'name of the file';
--> statement-breakpoint
COMMENT ON COLUMN migrations.hash IS 'hash of the file';
--> statement-breakpoint
COMMENT ON COLUMN migrations.applied_at IS 'when it was applied';
--> statement-breakpoint
COMMENT ON TABLE comments IS 'One row per comment in a paper''s discussion, from the paper''s own page.';
--> statement-breakpoint
COMMENT ON COLUMN comments.id IS 'the site''s id';
--> statement-breakpoint
COMMENT ON COLUMN comments.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN comments.parent_id IS 'comment that it answers; null for one that starts a thread';
--> statement-breakpoint
COMMENT ON COLUMN comments.position IS 'place on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN comments.account_id IS 'who wrote it';
--> statement-breakpoint
COMMENT ON COLUMN comments.kind IS 'comment, status-change and the like';
--> statement-breakpoint
COMMENT ON COLUMN comments.text IS 'Markdown as it was written; null for a hidden one';
--> statement-breakpoint
COMMENT ON COLUMN comments.created_at IS 'when it was written';
--> statement-breakpoint
COMMENT ON COLUMN comments.edited_at IS 'when it was last edited';
--> statement-breakpoint
COMMENT ON COLUMN comments.hidden IS 'whether it is hidden';
--> statement-breakpoint
COMMENT ON COLUMN comments.reactions IS 'number of reactions';
--> statement-breakpoint
COMMENT ON COLUMN comments.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON COLUMN comments.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN comments.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE paper_upvoters IS 'One row per paper and account that its own page showed as an upvoter; a page shows some of them only.';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.account_id IS 'account';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.first_seen IS 'first page that showed it';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN paper_upvoters.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE linked_repositories IS 'One row per model, dataset or space of the site that names a paper.';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.paper_id IS 'paper';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.kind IS 'model, dataset or space';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.name IS 'owner/name';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.position IS 'place among its kind on the page, from 1';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.likes IS 'likes';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.downloads IS 'downloads';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.observed_at IS 'when what the row holds was seen';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN linked_repositories.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON TABLE unidentified_entries IS 'One row per entry of a reading that gave text and no ids.';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.observed_at IS 'when the text was captured';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.position IS 'place in the text, from 1';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.title IS 'title';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.title_key IS 'title without case, spaces, LaTeX and punctuation';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.abstract IS 'abstract';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.author_count IS 'number of authors';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.organization IS 'handle of the organization';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.organization_name IS 'its name';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.published_on IS 'date of publication';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.comments IS 'comments';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.links IS 'addresses found in the abstract';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.paper_id IS 'paper that it was found to be; null while unmatched';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.confidence IS 'how sure the match is, from 0 to 1';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.run_id IS 'run that wrote the row last';
--> statement-breakpoint
COMMENT ON COLUMN unidentified_entries.capture_id IS 'capture that it was written from';
--> statement-breakpoint
COMMENT ON FUNCTION list_at(date, timestamptz) IS 'A day''s list as it was at an instant: its last whole reading until then.';
--> statement-breakpoint
COMMENT ON FUNCTION rank_history(date, text) IS 'Rank and votes of a paper on a day''s list, one row per whole reading; rank is null where it was not on the list.';
--> statement-breakpoint
COMMENT ON FUNCTION top_papers(date, date, int) IS 'The papers with the most votes that were listed on the days from the first to the last.';
--> statement-breakpoint
COMMENT ON FUNCTION top_of_week(text, int) IS 'The papers with the most votes of an ISO week such as 2026-W23.';
--> statement-breakpoint
COMMENT ON FUNCTION top_of_month(text, int) IS 'The papers with the most votes of a month such as 2026-06.';
--> statement-breakpoint
COMMENT ON FUNCTION vote_curve(text) IS 'How the counts of a paper grew: one row per change, with the hours since the first.';
--> statement-breakpoint
COMMENT ON FUNCTION vote_gains(timestamptz, timestamptz) IS 'Votes that papers gained between two instants, one row per change. What a paper had when it was first seen is no gain.';
--> statement-breakpoint
COMMENT ON FUNCTION fastest_risers(timestamptz, timestamptz, int) IS 'The papers that gained the most votes between two instants.';
--> statement-breakpoint
COMMENT ON FUNCTION trending_at(timestamptz, int) IS 'Papers by momentum at an instant: votes gained in the 72 hours before it, halved for each day since they came, per hour of age plus two.';
--> statement-breakpoint
COMMENT ON FUNCTION star_growth(timestamptz, timestamptz, int) IS 'The papers whose repositories gained the most stars between two instants.';
--> statement-breakpoint
COMMENT ON FUNCTION keyword_trend(text) IS 'Listed papers with a keyword, and their votes, by week (its Monday).';
--> statement-breakpoint
COMMENT ON FUNCTION keywords_of_week(text, int) IS 'The keywords of an ISO week by papers, beside the number of the week before.';
--> statement-breakpoint
COMMENT ON FUNCTION organization_trend(text) IS 'Listed papers of an organization (its handle), and their votes, by week (its Monday).';
--> statement-breakpoint
COMMENT ON FUNCTION organization_ranking(date, date, int) IS 'Organizations by votes of their papers listed on the days from the first to the last.';
--> statement-breakpoint
COMMENT ON FUNCTION author_ranking(date, date, int) IS 'Authors by papers listed on the days from the first to the last; hidden ones are left out. Names are not told apart.';
--> statement-breakpoint
COMMENT ON FUNCTION submitter_ranking(date, date, int) IS 'Submitters by papers that they brought to the lists from the first to the last day.';
--> statement-breakpoint
COMMENT ON FUNCTION search_papers(text, int) IS 'Full-text search with the words of a web search (quotes, or, minus), best first, with the place found. The text index is brought up to date at the end of each run.';
--> statement-breakpoint
COMMENT ON FUNCTION find_title(text, int) IS 'Papers whose title holds something like the text, for titles with typing errors or in part.';
--> statement-breakpoint
COMMENT ON FUNCTION paper_search(text, text[], text) IS 'The full text of a title, keywords and an abstract.';
--> statement-breakpoint
COMMENT ON TABLE quotas IS 'One row per client of the site and bucket of its quota: what all runs and machines may still ask for.';
--> statement-breakpoint
COMMENT ON COLUMN quotas.client IS 'address of the site, and whether a token is used';
--> statement-breakpoint
COMMENT ON COLUMN quotas.bucket IS 'bucket of the quota: pages or api';
--> statement-breakpoint
COMMENT ON COLUMN quotas.budget IS 'when the window ends, requests left in it and before which time none is started; times in milliseconds since 1970';
--> statement-breakpoint
COMMENT ON COLUMN quotas.turn IS 'counts the changes';
--> statement-breakpoint
COMMENT ON TABLE robots IS 'What the robots.txt of a site said when it was last read (RFC 9309).';
--> statement-breakpoint
COMMENT ON COLUMN robots.site IS 'base address of the site';
--> statement-breakpoint
COMMENT ON COLUMN robots.verdict IS 'rules: its rules hold; none: there is none, all is allowed; unreachable: it could not be read, nothing is allowed';
--> statement-breakpoint
COMMENT ON COLUMN robots.reason IS 'why, as a sentence';
--> statement-breakpoint
COMMENT ON COLUMN robots.rules IS 'the file, at most 500 KiB of it; null unless the verdict is rules';
--> statement-breakpoint
COMMENT ON COLUMN robots.checked_at IS 'when it was read; it is read again after 24 hours';
--> statement-breakpoint
COMMENT ON TABLE cross_checks IS 'One row per comparison of a list in the warehouse with what the API says of it; nightly makes a few.';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.checked_at IS 'when the API was asked';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.on_page IS 'papers on the list as it was last read from its page';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.in_api IS 'papers on the list as the API gives it';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.only_on_page IS 'ids that only the page has';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.only_in_api IS 'ids that only the API has';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.other_votes IS 'ids whose votes differ by more than 3 and by more than a tenth';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.agrees IS 'whether both hold the same papers with about the same votes';
--> statement-breakpoint
COMMENT ON COLUMN cross_checks.run_id IS 'run that made it';
--> statement-breakpoint
COMMENT ON TABLE leases IS 'One row per listing that a run has taken on; while the run lives no other run fetches or loads it.';
--> statement-breakpoint
COMMENT ON COLUMN leases.kind IS 'kind of the listing';
--> statement-breakpoint
COMMENT ON COLUMN leases.key IS 'key of the listing';
--> statement-breakpoint
COMMENT ON COLUMN leases.run_id IS 'run that has taken it on';
--> statement-breakpoint
COMMENT ON COLUMN leases.token IS 'never given twice, so that a late owner is known';
--> statement-breakpoint
COMMENT ON COLUMN runs.process IS 'tells this process from every other one: machine start, process namespace, process id, start time';
--> statement-breakpoint
COMMENT ON COLUMN runs.alive_until IS 'renewed while the run lives, by the clock of the database; after it the run counts as lost';
--> statement-breakpoint
COMMENT ON COLUMN captures.loaded IS 'false from the moment it is stored until what it says is in the tables';

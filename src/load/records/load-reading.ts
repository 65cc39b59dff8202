import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { StoredCapture } from '../../model/capture.ts'
import { isoInstant } from '../../model/day.ts'
import { LeaseLost } from '../../errors.ts'
import { type Listing, listingName } from '../../model/listing.ts'
import type { ListingReading, Reading, RefusedReading, UnreadableReading } from '../../model/reading.ts'
import type { Drift } from '../../model/records.ts'
import { findFlags } from './find-flags.ts'
import {
  heldBackSince,
  lockListing,
  recordFailure,
  recordHeldBack,
  recordLastRead,
  recordNextDue,
  recordRead,
  recordRedirect,
} from '../ledger/ledger.ts'
import { loadDrift } from './load-drift.ts'
import { loadPaperPage } from './load-paper-page.ts'
import { loadText } from './load-text.ts'
import { recordLoaded } from '../captures/capture-store.ts'
import { holdsLease } from '../ledger/leases.ts'
import { loadAppearances, loadObservation, loadSnapshots, rebuildSnapshots } from './load-history.ts'
import { findKnownPapers, loadPapers } from './load-papers.ts'
import { loadVersions } from './load-versions.ts'
import { loadAccounts, loadOrganizations } from './load-parties.ts'
import type { Lineage } from '../warehouse/lineage.ts'
import { quarantine } from '../warehouse/schema.ts'
import { upsertChanged } from '../warehouse/upsert-changed.ts'
import type { Executor, Warehouse } from '../warehouse/warehouse.ts'

/** Rows inserted or updated, by table. */
export type RowCounts = Readonly<Record<string, number>>

/** How long a listing rests that the site refused to give. */
const RETRY_REFUSED_MINUTES = 60

/** How long a list must stay odd until it is believed. */
const BELIEVED_AFTER_HOURS = 24

/** What came of one load. */
export interface Loaded {
  /** Rows inserted or updated, by table. */
  readonly rows: RowCounts
  /** Why the list was not loaded although it could be read; null when it was. */
  readonly heldBack: string | null
  /** Differences in the page's shape that were never recorded before. */
  readonly newDrift: readonly Drift[]
}

/** What one load needs beside the reading. */
export interface LoadOptions {
  readonly capture: StoredCapture
  readonly runId: string
  readonly parserVersion: number
  /** The fencing token of the run's lease on the listing; unset where no lease is needed, as in a replay. */
  readonly lease?: string | undefined
}

/**
 * Loads what one capture says, in one transaction: all of it or nothing. Loading it again writes no row.
 *
 * @returns what was written, and what was held back
 * @throws {LeaseLost} when another run has taken over the listing; nothing is written then
 */
export async function loadReading(
  warehouse: Warehouse,
  reading: Reading,
  options: LoadOptions,
): Promise<Loaded> {
  const { capture, runId, parserVersion, lease } = options
  const lineage: Lineage = {
    run_id: runId,
    capture_id: capture.id,
    observed_at: isoInstant(capture.fetchedAt),
  }
  return warehouse.transaction(async (tx) => {
    await lockListing(tx, reading.listing)
    if (lease !== undefined && !(await holdsLease(tx, reading.listing, lease)))
      throw new LeaseLost(`${listingName(reading.listing)} was taken over by another run`)
    await recordLoaded(tx, capture.id, 'era' in reading ? { way: reading.way, name: reading.era } : null)
    switch (reading.outcome) {
      case 'listing':
        return loadListing(tx, reading, lineage, parserVersion)
      case 'text':
        return loaded(await loadText(tx, reading, lineage, parserVersion))
      case 'redirected':
        return loaded({
          listings: await recordRedirect(tx, reading.listing, reading.found, lineage, parserVersion),
        })
      case 'unreadable':
        return loaded(await recordUnread(tx, reading, 'drift', null, lineage))
      case 'refused':
        return loaded(
          await recordUnread(
            tx,
            reading,
            'failed',
            capture.fetchedAt.add({ minutes: RETRY_REFUSED_MINUTES }),
            lineage,
          ),
        )
    }
  })
}

function loaded(rows: RowCounts): Loaded {
  return { rows, heldBack: null, newDrift: [] }
}

async function recordUnread(
  tx: Executor,
  { listing, reason }: UnreadableReading | RefusedReading,
  state: 'drift' | 'failed',
  retryAt: Temporal.Instant | null,
  lineage: Lineage,
): Promise<RowCounts> {
  const failure = { listing, state, reason, retryAt, spendsAttempt: true, lineage }
  return { listings: await recordFailure(tx, failure, lineage.run_id) }
}

async function loadListing(
  tx: Executor,
  read: ListingReading,
  lineage: Lineage,
  parserVersion: number,
): Promise<Loaded> {
  const flags = await findFlags(tx, read, lineage.observed_at)
  if (flags.hold && !(await isConfirmed(tx, read.listing, lineage))) {
    const retryAt = Temporal.Instant.from(lineage.observed_at).add({ minutes: RETRY_REFUSED_MINUTES })
    const held = { flags: flags.flags, reason: flags.reason ?? '', retryAt }
    return {
      rows: { listings: await recordHeldBack(tx, read.listing, held, lineage) },
      heldBack: held.reason,
      newDrift: [],
    }
  }

  const accounts = await loadAccounts(tx, read.accounts, lineage)
  const organizations = await loadOrganizations(tx, read.organizations, lineage)
  const { known, seenLater } = await findKnownPapers(
    tx,
    read.papers.map(({ id }) => id),
    read.listing,
    lineage.observed_at,
  )
  const current = read.papers.filter(({ id }) => !seenLater.has(id))
  const versions = await loadVersions(
    tx,
    read.papers.filter(({ id }) => known.has(id)),
    lineage,
  )
  const papers = await loadPapers(tx, current, {
    account: accounts.resolve,
    organization: organizations.resolve,
    lineage,
    partialFields: read.partialFields || flags.partialFields,
    known,
  })
  const observations = await loadObservation(tx, read.listing, read, lineage)
  const ledger = { contentHash: contentHashOf(read), parserVersion, flags }
  const listings = await recordRead(tx, read, ledger, lineage)
  await recordLastRead(tx, read.listing)
  await recordNextDue(tx, read.listing)
  const appearances = await loadAppearances(tx, read.listing, read.entries, accounts.resolve, lineage)
  const snapshots = (await loadSnapshots(tx, current, lineage)) + (await rebuildSnapshots(tx, [...seenLater]))
  const page = await loadPaperPage(tx, read, accounts.resolve, lineage)
  const drift = await loadDrift(tx, read, lineage)
  const rows = {
    accounts: accounts.written,
    organizations: organizations.written,
    papers: papers.papers + page.papers,
    paper_authors: papers.authors,
    paper_versions: versions,
    observations,
    listings,
    appearances,
    snapshots,
    quarantine: await loadRejections(tx, read, lineage),
    drift: drift.written,
    comments: page.comments,
    paper_upvoters: page.upvoters,
    linked_repositories: page.linked,
  }
  return { rows, heldBack: null, newDrift: drift.fresh }
}

/** A list that has been odd in the same way for a day is believed. */
async function isConfirmed(tx: Executor, listing: Listing, { observed_at }: Lineage): Promise<boolean> {
  const since = await heldBackSince(tx, listing)
  if (since === null) return false
  return (
    Temporal.Instant.compare(
      since.add({ hours: BELIEVED_AFTER_HOURS }),
      Temporal.Instant.from(observed_at),
    ) <= 0
  )
}

async function loadRejections(tx: Executor, read: ListingReading, lineage: Lineage): Promise<number> {
  const { kind, key } = read.listing
  const rejected = read.rejections.map(({ position }) => position)
  await tx.rows(sql`update quarantine set resolved_at = ${lineage.observed_at}::timestamptz
    where capture_id = ${lineage.capture_id}::bigint and resolved_at is null
      and not (position = any(${`{${rejected.join(',')}}`}::int[]))`)
  return upsertChanged(tx, {
    table: quarantine,
    key: ['capture_id', 'position'],
    rows: read.rejections.map(({ position, path, reason, raw }) => {
      return { ...lineage, position, kind, key, path, reason, raw }
    }),
  })
}

/** A digest of what the list holds, however its page was written. */
function contentHashOf({ entries, papers }: ListingReading): string {
  return createHash('sha256')
    .update(JSON.stringify([entries, papers]))
    .digest('hex')
}

import { hashBetween, hashFraction, hashHex } from '../site/hash-text.ts'
import type { AccountFacts, OrganizationFacts } from '../site/paper-facts.ts'

/** A JSON object; a key whose value is undefined is absent once it is written. */
export type JsonObject = Record<string, unknown>

/** The account that publishes the lists. */
export const PUBLISHER: AccountFacts = { id: '60f1abe7544c2adfd699860c', handle: 'akhaliq', fullname: 'AK' }

/** The address of an account's picture; no such file is served. */
export function avatarUrl(account: AccountFacts): string {
  return `/avatars/${hashHex(account.id, 32)}.svg`
}

/** An account as authors and submitters have it inside `paper`, with the keys of a day. */
export function accountJson(account: AccountFacts, keyDay: string): JsonObject {
  const isRenamed = keyDay >= '2024-07-23' && keyDay <= '2024-08-05'
  return {
    [isRenamed ? 'id' : '_id']: account.id,
    avatarUrl: avatarUrl(account),
    isPro: hashFraction(`pro ${account.id}`) < 0.1,
    fullname: account.fullname,
    user: account.handle,
    type: 'user',
    name: keyDay >= '2026-03-30' ? account.handle : undefined,
  }
}

/** An account as an entry's `submittedBy` and a comment's author have it. */
export function submitterJson(account: AccountFacts, keyDay: string): JsonObject {
  return {
    _id: keyDay >= '2024-12-01' ? account.id : undefined,
    avatarUrl: avatarUrl(account),
    fullname: account.fullname,
    name: account.handle,
    type: 'user',
    isPro: hashFraction(`pro ${account.id}`) < 0.1,
    isHf: account.id === PUBLISHER.id,
    isHfAdmin: keyDay >= '2024-12-01' ? false : undefined,
    isMod: false,
    followerCount: keyDay >= '2024-12-01' ? hashBetween(`followers ${account.id}`, 1, 900) : undefined,
    isUserFollowing: keyDay >= '2025-10-01' ? false : undefined,
  }
}

/** An organization as papers and entries have it. */
export function organizationJson(organization: OrganizationFacts): JsonObject {
  return {
    _id: organization.id,
    name: organization.name,
    fullname: organization.fullname,
    avatar: `https://cdn-avatars.huggingface.co/v1/production/uploads/${organization.id}.png`,
  }
}

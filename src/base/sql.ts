/*
 * Statements are written with drizzle's tag, imported from here: if each file imports the package, Node reads that
 * package's 180 kB of package.json anew for each, a tenth of a second in all.
 */
export { type SQL, sql } from 'drizzle-orm/sql/sql'

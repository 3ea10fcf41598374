/**
 * Invoices to the cent: what agents have done for an account, by day, from a stream of events and
 * from nightly extracts, through one rule.
 *
 * <p>{@code --source union:kafka:HOST:PORT/TOPIC+files:DIR} reads both. A record of the extract is
 * the event that the stream has brought, or should have: whichever comes first counts, and the same
 * again changes nothing. So a day may be replayed, by sending its events or by moving its extract
 * into the directory once more, and what the stream has lost comes in at night.
 *
 * <p><b>Corrections.</b> An event may come again with a higher revision, days later: it is taken
 * out of its line of the invoice, and put where its new revision says, which may be another account
 * or day. A quantity of 0 cancels it. Of two different records of one revision the greater one
 * counts, in an order of their fields, so the invoices depend neither on the order of the records
 * nor on how they are divided into batches.
 *
 * <p><b>Money.</b> A line of an invoice is a price times the sum of its quantities, which is exact,
 * rounded once to whole cents, half up. Prices are decimals, sums are longs; no floating point.
 *
 * <p>Two states in a row, as in {@code vote-tally}: the newest revision of each event, for ever,
 * some 150 bytes each, and the sums of each line. Rows are totals: a sink that replaces by day,
 * account and kind is right after any repetition.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>The classic job unites two DStreams, of which that of files looks back one minute: an
 *       extract that is moved in with an older modification time is passed over ({@code touch} it
 *       first). The port reads every file of a name that it has not read; the same extract again
 *       needs a name of its own.
 *   <li>{@code flatMapGroupsWithState} in append mode gives out what an event changes, and alone
 *       may stand before an aggregation; in the classic job both states are {@code mapWithState}.
 *   <li>The prices are those of the start. A classic job that continues from its checkpoint has
 *       those of its first start, which the checkpoint holds.
 * </ul>
 */
package io.twinstream.jobs.billing;

/**
 * Compares what two programs write while both run. Each interval {@link Follow} reads what is new
 * at both ends; {@link Rows} keeps every key on disk, in a {@link Store}, and {@link Books} of
 * their numbers. A key that differs is open at first, and different only when {@link Settling} can
 * tell that the other side has come past it. Positions, rows and numbers are written in one batch,
 * so a run that was killed goes on exactly.
 */
package io.twinstream.migration.compare.follow;

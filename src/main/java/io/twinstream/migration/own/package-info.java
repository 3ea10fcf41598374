/**
 * Twins that are methods of a user's classes, made into jobs that {@code compare} can run, one for
 * each of their outputs: the classic one maps streams to streams, the port Datasets to Datasets.
 *
 * <ul>
 *   <li>{@link io.twinstream.migration.own.MethodTwins}: the entry; the jobs of two methods.
 *   <li>{@code TwinMethod}: finds a method, and what it takes and returns.
 *   <li>{@code ClassicMethod}, {@code PortMethod}: call it with the input of a run, and take one of
 *       its {@code Outputs}; {@code OptionWords}: a job's options as parameters.
 *   <li>{@code ComparedColumns}, {@code Cells}: rows of any type as JSON with the same columns.
 * </ul>
 */
package io.twinstream.migration.own;

/**
 * Twins that are methods of a user's classes, made into a job that {@code compare} can run: the
 * classic one maps streams to a stream, the port maps Datasets to a Dataset.
 *
 * <ul>
 *   <li>{@link io.twinstream.migration.own.MethodTwins}: the entry; a job of two methods.
 *   <li>{@code TwinMethod}: finds a method, and what it takes and returns.
 *   <li>{@code ClassicMethod}, {@code PortMethod}: call it with the input of a run.
 *   <li>{@code ComparedColumns}, {@code Cells}: rows of any type as JSON with the same columns.
 * </ul>
 */
package io.twinstream.migration.own;

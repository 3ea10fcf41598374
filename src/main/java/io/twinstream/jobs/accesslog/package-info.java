/**
 * A server's log: how often each status was answered, and which endpoints were asked for most.
 *
 * <p>How the twins differ, and where:
 *
 * <ul>
 *   <li>{@code transform} with {@code sortByKey} sorts all endpoints of a batch, which costs the
 *       classic job two more Spark jobs, one to sample the keys and one to number them. The port's
 *       window function sorts within one and keeps the first ones only.
 *   <li>Endpoints that were asked for alike are ranked by name. Java compares strings by UTF-16
 *       units and Spark SQL by UTF-8 bytes; beyond U+FFFF these are not the same order, so the rule
 *       brings its own.
 *   <li>Which files a batch holds: the classic file stream goes by their modification times, the
 *       port by the names it has not seen; see the page on running.
 * </ul>
 */
package io.twinstream.jobs.accesslog;

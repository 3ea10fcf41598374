/** What twins of several jobs share of their engine. */
package io.twinstream.jobs.engine;

/** Records the input of a running job, and replays a recording to whatever reads it. */
package io.twinstream.migration.record;

/** Recordings: input with its arrival times, read in virtual time. */
package io.twinstream.ends.recording;

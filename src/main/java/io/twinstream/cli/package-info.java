/** The commands. Only here, and in the {@code main} of a job, does anything print or exit. */
package io.twinstream.cli;

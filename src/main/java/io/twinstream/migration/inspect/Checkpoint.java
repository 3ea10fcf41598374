package io.twinstream.migration.inspect;

/** What is known of a checkpoint of either engine. */
public sealed interface Checkpoint permits DStreamCheckpoint, StructuredCheckpoint {
  /** Returns the folder, as it was given. */
  String folder();
}

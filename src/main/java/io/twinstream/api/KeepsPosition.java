package io.twinstream.api;

/**
 * A receiver that keeps itself how far it has read, so that the next one resumes there: for a
 * {@link HostedReceiver}, which has a place for it below the query's checkpoint.
 */
public interface KeepsPosition {
  /**
   * Says where. Called before each {@code onStart}, when {@code streamId} is known.
   *
   * @param folder of this receiver alone, the same at each start; need not be there yet
   */
  void keepIn(String folder);
}

package io.twinstream.run;

import java.util.concurrent.CountDownLatch;

/** Asks a run to stop gracefully: thread-safe, may be asked before the run begins. */
public final class StopRequest {
  private final CountDownLatch requested = new CountDownLatch(1);

  /** Asks for the stop; a second call does nothing. */
  public void request() {
    requested.countDown();
  }

  /** Tells whether it was asked for. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }
}

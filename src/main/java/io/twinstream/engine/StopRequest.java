package io.twinstream.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a run to stop gracefully: thread-safe, may be asked before the run begins. */
public final class StopRequest {
  private final CountDownLatch requested = new CountDownLatch(1);

  /** Asks for the stop; a second call does nothing. */
  public void request() {
    requested.countDown();
  }

  /** Waits until it is asked for or the limit has passed; tells whether it was. */
  public boolean await(Duration limit) throws InterruptedException {
    return requested.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Tells whether it was asked for. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }
}

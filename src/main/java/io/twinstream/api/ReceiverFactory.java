package io.twinstream.api;

import java.io.Serializable;
import org.apache.spark.streaming.receiver.Receiver;

/**
 * Makes a receiver each time one is started, on the driver or on an executor, to which it is sent.
 */
@FunctionalInterface
public interface ReceiverFactory<T> extends Serializable {
  /**
   * Returns a new receiver.
   *
   * @throws Exception which is told as the reason why the receiver cannot be started
   */
  Receiver<T> create() throws Exception;
}

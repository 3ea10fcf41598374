package io.twinstream.recovery;

import io.twinstream.api.Engine;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** Whether a run can continue from its checkpoint, looked at before anything starts. */
public final class Recovery {
  private Recovery() {}

  /**
   * Returns where the run will continue, for its user; empty if it begins.
   *
   * @throws UserError if it cannot continue from there, or would not do what it is asked
   */
  public static Optional<String> check(
      Engine engine,
      String directory,
      Duration batchInterval,
      SparkConf conf,
      Configuration hadoop) {
    return engine == Engine.DSTREAM
        ? ClassicRecovery.check(directory, batchInterval, conf, hadoop)
        : QueryRecovery.check(directory, conf, hadoop);
  }

  /** Tells whether a micro-batch of a port was ever committed. */
  public static boolean hasCommitted(String directory, Configuration hadoop) {
    return QueryRecovery.hasCommitted(directory, hadoop);
  }

  /**
   * Returns the error that a continued run has ended with; where other code wrote the checkpoint,
   * with what to do.
   */
  public static UserError explained(UserError failure, String directory) {
    return RecoveryFailure.explained(failure, directory);
  }
}

package io.twinstream.jobs.engine;

import io.twinstream.api.StructuredTwin;
import io.twinstream.error.UserError;
import java.lang.reflect.Constructor;
import org.apache.spark.package$;

/** What keeps the state of a port. */
public enum StateApi {
  /** {@code flatMapGroupsWithState}. */
  GROUPS,
  /** {@code transformWithState}, of Spark 4. */
  TRANSFORM;

  /** What the option says of it. */
  public static final String DESCRIPTION =
      "What keeps the state of the port: groups, flatMapGroupsWithState; transform, transformWithState of Spark 4; default: groups.";

  /**
   * Returns the twin with {@code transformWithState} of a job, which is in the jar of Spark 4 only.
   *
   * @param twin its class
   * @param options what its constructor takes
   * @throws UserError on Spark 3.5
   */
  public static <R, O> StructuredTwin<R> transform(String twin, Class<O> type, O options) {
    try {
      Constructor<?> constructor = Class.forName(twin).getConstructor(type);
      @SuppressWarnings("unchecked") // all callers name a class of that row
      StructuredTwin<R> made = (StructuredTwin<R>) constructor.newInstance(options);
      return made;
    } catch (ClassNotFoundException e) {
      throw UserError.usage(
          "transformWithState is not in Spark %s: run the job with Spark 4 (TWINSTREAM_SPARK=4), or keep its state by groups"
              .formatted(package$.MODULE$.SPARK_VERSION()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.twinstream.error;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** What jars bring in by {@code META-INF/services}. */
public final class Services {
  private Services() {}

  /** Returns what is wrong with something that needs a class that is not there, or has changed. */
  public static UserError unlinked(String what, LinkageError e) {
    return UserError.usage(
        "%s cannot be loaded: %s: give the jar that has it, or build for this line of Spark and Scala"
            .formatted(what, e),
        e);
  }

  /**
   * Returns the providers that the thread's class loader finds, in the order of the class path.
   *
   * @param what they bring, such as {@code jobs}
   * @throws UserError if one of them cannot be loaded
   */
  public static <P> List<P> load(Class<P> type, String what) {
    try {
      List<P> all = new ArrayList<>();
      ServiceLoader.load(type).forEach(all::add);
      return all;
    } catch (ServiceConfigurationError e) {
      throw UserError.usage(
          "the %s of a jar cannot be loaded: %s"
              .formatted(
                  what,
                  e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause()),
          e);
    } catch (LinkageError e) {
      throw unlinked("the %s of a jar".formatted(what), e);
    }
  }
}

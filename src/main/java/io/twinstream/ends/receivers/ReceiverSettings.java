package io.twinstream.ends.receivers;

import io.twinstream.api.ReceiverFactory;
import io.twinstream.error.UserError;
import io.twinstream.internals.JavaObjects;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.streaming.receiver.Receiver;

/**
 * The options of the format, checked.
 *
 * @param receivers how many run
 * @param place where
 * @param rate records a second of each; 0 for any number
 * @param mostPending bytes of a receiver's blocks that no finished micro-batch has read
 */
record ReceiverSettings(
    ReceiverFactory<?> factory,
    ItemFormat format,
    int receivers,
    Place place,
    long rate,
    long mostPending)
    implements Serializable {
  static final String CLASS = "class";
  static final String ARGUMENT = "arg.";
  static final String VALUE = "value";
  static final String NUMBER = "numReceivers";
  static final String PLACE = "hostedOn";
  static final String RATE = "maxRate";
  static final String MOST_PENDING = "maxPendingBytes";

  /** Of {@link io.twinstream.api.HostedReceiver}: the factory itself. */
  static final String SERIALIZED = "serialized";

  /** By which the run that opened the stream finds it again. */
  static final String ID = "id";

  private static final Set<String> NAMES =
      Set.of(CLASS, VALUE, NUMBER, PLACE, RATE, MOST_PENDING, SERIALIZED, ID);
  private static final Pattern ARGUMENTS = Pattern.compile("arg\\.\\d+");
  private static final long DEFAULT_PENDING = 64L << 20;

  /** Where receivers run. */
  enum Place {
    /** On executors where there are any, else on the driver. */
    AUTO,
    DRIVER,
    EXECUTORS
  }

  /**
   * Returns the settings.
   *
   * @throws UserError naming the option that is wrong
   */
  static ReceiverSettings of(CaseInsensitiveStringMap options) {
    refuseUnknown(options);
    return new ReceiverSettings(
        factory(options),
        choice(options, VALUE, ItemFormat.class).orElse(ItemFormat.STRING),
        Math.toIntExact(number(options, NUMBER, 1, 1)),
        choice(options, PLACE, Place.class).orElse(Place.AUTO),
        number(options, RATE, 0, 0),
        number(options, MOST_PENDING, DEFAULT_PENDING, 1));
  }

  /**
   * Returns a new receiver, which the classic engine has on the driver too.
   *
   * @throws UserError if it cannot be made
   */
  @SuppressWarnings("unchecked") // a receiver of anything
  Receiver<Object> create() {
    try {
      return (Receiver<Object>) factory.create();
    } catch (UserError e) {
      throw e;
    } catch (Exception e) { // whatever a factory throws
      throw UserError.usage("the receiver cannot be made: " + e, e);
    }
  }

  private static void refuseUnknown(CaseInsensitiveStringMap options) {
    Set<String> known =
        NAMES.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    for (String given : options.keySet()) {
      if (!known.contains(given) && !ARGUMENTS.matcher(given).matches()) {
        throw UserError.usage(
            "unknown option '%s': known are %s and %sN".formatted(given, shown(), ARGUMENT));
      }
    }
  }

  private static String shown() {
    Set<String> names = new TreeSet<>(NAMES);
    names.removeAll(Set.of(SERIALIZED, ID));
    return String.join(", ", names);
  }

  private static ReceiverFactory<?> factory(CaseInsensitiveStringMap options) {
    if (options.containsKey(SERIALIZED)) {
      return (ReceiverFactory<?>)
          JavaObjects.object(Base64.getDecoder().decode(options.get(SERIALIZED)));
    }
    if (!options.containsKey(CLASS)) {
      throw UserError.usage("option '%s' is missing: the receiver's class".formatted(CLASS));
    }
    return new NamedReceiver(options.get(CLASS), arguments(options));
  }

  private static List<String> arguments(Map<String, String> options) {
    List<String> arguments = new ArrayList<>();
    while (options.containsKey(ARGUMENT + arguments.size())) {
      arguments.add(options.get(ARGUMENT + arguments.size()));
    }
    long given = options.keySet().stream().filter(name -> name.startsWith(ARGUMENT)).count();
    if (given > arguments.size()) {
      throw UserError.usage(
          "option '%s%d' is missing: the arguments are numbered from 0 without a gap"
              .formatted(ARGUMENT, arguments.size()));
    }
    return List.copyOf(arguments);
  }

  private static <E extends Enum<E>> Optional<E> choice(
      CaseInsensitiveStringMap options, String name, Class<E> type) {
    String given = options.get(name);
    if (given == null) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(type.getEnumConstants())
            .filter(each -> each.name().equalsIgnoreCase(given))
            .findFirst()
            .orElseThrow(
                () ->
                    UserError.usage(
                        "option '%s' is '%s', and can be %s"
                            .formatted(
                                name,
                                given,
                                Arrays.stream(type.getEnumConstants())
                                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))))));
  }

  private static long number(
      CaseInsensitiveStringMap options, String name, long otherwise, long least) {
    String given = options.get(name);
    if (given == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(given.strip());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw UserError.usage(
        "option '%s' is '%s', and must be a whole number of at least %d"
            .formatted(name, given, least));
  }
}

package io.twinstream.migration.move;

import java.net.URL;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Loads only what state is made of: values and collections of the JDK and of Scala, the records of
 * Spark's state, each by its name, and classes of jars that were given, which are the
 * application's.
 */
final class StateClassLoader extends ClassLoader {
  /**
   * Values and collections that call nothing of what they hold but {@code equals}, {@code hashCode}
   * and {@code compareTo}: none that holds a function or is evaluated late.
   */
  private static final Set<String> ALLOWED =
      Set.of(
          "java.lang.Object",
          "java.lang.String",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Short",
          "java.lang.Class",
          "java.lang.Void",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.math.MathContext",
          "java.math.RoundingMode",
          "java.net.URI",
          "java.sql.Date",
          "java.sql.Time",
          "java.sql.Timestamp",
          "java.time.Duration",
          "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalDateTime",
          "java.time.LocalTime",
          "java.time.MonthDay",
          "java.time.OffsetDateTime",
          "java.time.OffsetTime",
          "java.time.Period",
          "java.time.Ser",
          "java.time.Year",
          "java.time.YearMonth",
          "java.time.ZoneOffset",
          "java.time.ZoneRegion",
          "java.time.ZonedDateTime",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.BitSet",
          "java.util.CollSer",
          "java.util.Collections$EmptyList",
          "java.util.Collections$EmptyMap",
          "java.util.Collections$EmptySet",
          "java.util.Collections$SingletonList",
          "java.util.Collections$SingletonMap",
          "java.util.Collections$SingletonSet",
          "java.util.Currency",
          "java.util.Date",
          "java.util.EnumMap",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.Locale",
          "java.util.PriorityQueue",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.UUID",
          "java.util.Vector",
          "java.util.concurrent.ConcurrentSkipListMap",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "org.apache.avro.generic.GenericData$Record",
          "org.apache.avro.specific.SpecificRecordBase",
          "org.apache.avro.util.Utf8",
          "org.apache.spark.api.java.Optional",
          "org.apache.spark.streaming.rdd.MapWithStateRDDRecord",
          "org.apache.spark.streaming.util.EmptyStateMap",
          "org.apache.spark.streaming.util.OpenHashMapBasedStateMap",
          "org.apache.spark.streaming.util.OpenHashMapBasedStateMap$LimitMarker",
          "org.apache.spark.streaming.util.OpenHashMapBasedStateMap$StateInfo",
          "scala.None$",
          "scala.Some",
          "scala.Symbol",
          "scala.collection.immutable.$colon$colon",
          "scala.collection.immutable.ListMap",
          "scala.collection.immutable.ListSet",
          "scala.collection.immutable.Nil$",
          "scala.collection.immutable.Queue",
          "scala.collection.immutable.Vector",
          "scala.collection.mutable.ArrayBuffer",
          "scala.collection.mutable.BitSet",
          "scala.collection.mutable.HashMap",
          "scala.collection.mutable.HashSet",
          "scala.collection.mutable.LinkedHashMap",
          "scala.collection.mutable.LinkedHashSet",
          "scala.collection.mutable.ListBuffer",
          "scala.collection.mutable.Queue",
          "scala.math.BigDecimal",
          "scala.math.BigInt",
          "scala.runtime.BoxedUnit",
          "scala.util.Left",
          "scala.util.Right");

  /** The same in their forms for sizes and primitives, and the tags of classes in Spark's state. */
  private static final Pattern ALLOWED_FORMS =
      Pattern.compile(
          "scala\\.Tuple\\d{1,2}(\\$mc[A-Z]+\\$sp)?"
              + "|scala\\.collection\\.immutable\\.(Map\\$(Map\\d|EmptyMap\\$)|Set\\$(Set\\d|EmptySet\\$)"
              + "|HashMap(\\$(HashMap1|HashTrieMap|HashMapCollision1|EmptyHashMap\\$))?"
              + "|HashSet(\\$(HashSet1|HashTrieSet|HashSetCollision1|EmptyHashSet\\$))?"
              + "|List(Map|Set)\\$(Node|EmptyList(Map|Set)\\$)|Vector[0-6](\\$)?|BitSet\\$BitSet[1N]"
              + "|NumericRange(\\$(Inclusive|Exclusive))?|Range(\\$(Inclusive|Exclusive))?|Queue\\$EmptyQueue\\$"
              + "|ArraySeq\\$of\\w+)"
              + "|scala\\.collection\\.mutable\\.(WrappedArray|ArraySeq)\\$of\\w+"
              + "|scala\\.reflect\\.ClassTag(\\$GenericClassTag|\\$\\$anon\\$\\d+)"
              + "|scala\\.reflect\\.ManifestFactory\\$\\w+(Manifest|\\$\\$anon\\$\\d+)\\$?");

  /** Packages whose classes may be registered, which makes no object of them. */
  private static final Pattern REGISTERED =
      Pattern.compile("(java|scala|org\\.apache\\.(spark|kafka)|com\\.twitter\\.chill)\\..*");

  private final boolean isOfRegistered;

  private final Map<String, Boolean> ofGivenJar = new ConcurrentHashMap<>();

  private StateClassLoader(ClassLoader parent, boolean isOfRegistered) {
    super(parent);
    this.isOfRegistered = isOfRegistered;
  }

  /** Returns the loader of what is in the bytes of state. */
  static StateClassLoader ofState(ClassLoader given) {
    return new StateClassLoader(given, false);
  }

  /** Returns the loader of the classes that an application gives numbers to. */
  static StateClassLoader ofRegistered(ClassLoader given) {
    return new StateClassLoader(given, true);
  }

  /** Tells whether objects of a class may be made. */
  boolean isAllowed(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element.isPrimitive() || isAllowed(element.getName());
  }

  private boolean isAllowed(String name) {
    return (isOfRegistered && REGISTERED.matcher(name).matches())
        || ALLOWED.contains(name)
        || ALLOWED_FORMS.matcher(name).matches()
        || isOfGivenJar(name);
  }

  /**
   * Returns why objects of a class are not made. It is no ClassNotFoundException: behind one Kryo
   * tries the class loader that it came from.
   */
  static NoSuchElementException refused(String name) {
    return new NoSuchElementException(
        name + ": the application's jar is needed if its state is of this class");
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!isAllowed(name)) {
      throw refused(name);
    }
    return super.loadClass(name, resolve);
  }

  /** Tells whether a class is in a jar that Spark was given; asked for every object. */
  boolean isOfGivenJar(String name) {
    return ofGivenJar.computeIfAbsent(name, this::isInGivenJar);
  }

  /** Jars that Spark was given are not on the class path that the process began with. */
  private boolean isInGivenJar(String name) {
    String file = name.replace('.', '/') + ".class";
    URL anywhere = getParent().getResource(file);
    return anywhere != null && ClassLoader.getSystemResource(file) == null;
  }
}

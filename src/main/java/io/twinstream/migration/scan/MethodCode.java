package io.twinstream.migration.scan;

import java.util.List;
import java.util.Set;

/**
 * What the code of one method does, as far as the scanner asks.
 *
 * @param id the method
 * @param access its access flags
 * @param firstLine its first source line; 0 if unknown
 * @param isForwarder whether it only hands its arguments on, as Scala's compiler makes for traits
 * @param calls every call, in order
 * @param closures every lambda and method reference, in order
 * @param casts casts to types of Spark Streaming
 * @param fields the descriptors of the instance fields of Spark's types that it reads
 * @param texts names of settings, in order
 * @param hasOpenKeys whether it fills a map or the like with keys that are not constants
 * @param returned where what it returns may come from, if it may hold streams
 * @param reads the fields that it reads
 * @param writes the fields that it writes, or whose collections it changes
 * @param stores what it puts into fields that may hold streams, or constants
 */
record MethodCode(
    MethodId id,
    int access,
    int firstLine,
    boolean isForwarder,
    List<Call> calls,
    List<Closure> closures,
    List<Cast> casts,
    List<String> fields,
    List<TextConstant> texts,
    boolean hasOpenKeys,
    Set<Origin> returned,
    Set<Origin.Field> reads,
    Set<Origin.Field> writes,
    List<Store> stores) {

  /**
   * A value that is put into a field.
   *
   * @param field the field
   * @param values where the value may come from
   */
  record Store(Origin.Field field, Set<Origin> values) {}
}

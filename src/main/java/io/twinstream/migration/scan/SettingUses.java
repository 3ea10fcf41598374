package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Lists the configuration keys of Spark Streaming, and of the clients that feed streams. */
final class SettingUses {
  private static final String STREAMING = "spark.streaming.";
  private static final String KAFKA = "org/apache/kafka/";

  private final Application application;
  private final Set<String> packages;

  SettingUses(Application application) {
    this.application = application;
    this.packages = packages();
  }

  /** Returns all of them, sorted by class and line. */
  static List<SettingUse> of(Application application) {
    SettingUses search = new SettingUses(application);
    List<SettingUse> found = new ArrayList<>();
    for (ClassModel model : application.classes().models()) {
      for (MethodCode method : model.methods()) {
        Set<String> seen = new HashSet<>();
        for (TextConstant text : method.texts()) {
          if (search.isOfStream(model, method, text) && seen.add(text.text())) {
            found.add(search.use(model, method, text));
          }
        }
      }
    }
    found.sort(
        Comparator.comparing(SettingUse::className)
            .thenComparing(SettingUse::line)
            .thenComparing(SettingUse::key));
    return List.copyOf(found);
  }

  private SettingUse use(ClassModel model, MethodCode method, TextConstant text) {
    return new SettingUse(
        Settings.known().find(text.text()).orElseThrow(),
        text.text(),
        text.value(),
        model.name().replace('/', '.'),
        application.paths().nameInSource(method.id()),
        text.line());
  }

  /**
   * Returns whether a key is for a stream: one of Spark Streaming, or one of a client that no other
   * client is made with, in a package that uses streams.
   */
  boolean isOfStream(ClassModel model, MethodCode method, TextConstant text) {
    boolean isNear = packages.stream().anyMatch(other -> isNear(packageOf(model), other));
    boolean isSparks =
        text.text().startsWith(STREAMING) && !model.name().startsWith("org/apache/spark/");
    return isSparks || isNear && (text.text().startsWith(STREAMING) || !isOfOther(method, text));
  }

  /** Returns whether the next client that is made in the method is not a stream's. */
  private boolean isOfOther(MethodCode method, TextConstant text) {
    for (Call call : method.calls()) {
      if (call.index() > text.index()) {
        if (isOtherClient(call)) {
          return true;
        }
        if (isStreams(call)) {
          return false;
        }
      }
    }
    return false;
  }

  private static boolean isOtherClient(Call call) {
    MethodId target = call.target();
    return target.owner().startsWith(KAFKA)
        && (target.name().equals("<init>") || target.name().equals("create"))
        && (target.owner().endsWith("Consumer")
            || target.owner().endsWith("Producer")
            || target.owner().endsWith("Admin")
            || target.owner().endsWith("AdminClient"));
  }

  private boolean isStreams(Call call) {
    Use use = application.use(call);
    return use != null && (application.isSource(use) || use.rule().owner().startsWith("kafka"));
  }

  /** Returns the packages that use streams: a Kafka key elsewhere is another program's. */
  private Set<String> packages() {
    Set<String> found = new TreeSet<>();
    application.uses().forEach(use -> found.add(packageOf(use.model())));
    return found;
  }

  private static String packageOf(ClassModel model) {
    return model.name().substring(0, model.name().lastIndexOf('/') + 1);
  }

  private static boolean isNear(String one, String other) {
    return one.equals(other)
        || !one.isEmpty() && !other.isEmpty() && (one.startsWith(other) || other.startsWith(one));
  }
}

package io.twinstream.migration.scan;

import java.util.List;

/** The names under which users know the methods of Spark. */
final class ApiNames {
  private final Application application;
  private final Classes classes;

  ApiNames(Application application) {
    this.application = application;
    this.classes = application.classes();
  }

  /** Returns class and method: {@code JavaPairDStream.updateStateByKey}. */
  String of(Use use) {
    MethodId target = use.call().target();
    return owner(use.rule(), target.owner()) + "." + target.name();
  }

  /** Returns class and method of the application: {@code com.acme.Job.main}. */
  String of(MethodId method) {
    return ReadableNames.place(
        method.owner().replace('/', '.'), application.paths().nameInSource(method));
  }

  /** Returns the class: of the Java streams the public one, not the trait it is inherited from. */
  String owner(Rule rule, String owner) {
    if (rule.owner().startsWith("(")
        || classes.rules().isOfCompany(rule)
        || rule.owner().endsWith("*")) {
      return simple(owner);
    }
    List<String> types = classes.apiTypes(owner);
    if (rule.owner().equals("api.java.JavaDStreamLike")) {
      return types.stream()
              .flatMap(type -> ApiTypes.known().lineage(type).stream())
              .anyMatch(ApiTypes.internalName("api.java.JavaPairDStream")::equals)
          ? "JavaPairDStream"
          : "JavaDStream";
    }
    return rule.owner().startsWith("kafka.")
        ? rule.owner()
        : simple(ApiTypes.internalName(rule.owner()));
  }

  static String simple(String internalName) {
    String name = internalName.substring(internalName.lastIndexOf('/') + 1);
    return name.endsWith("$") ? name.substring(0, name.length() - 1) : name;
  }
}

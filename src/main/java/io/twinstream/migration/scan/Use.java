package io.twinstream.migration.scan;

/**
 * A call that falls under a rule.
 *
 * @param model the class it is in
 * @param method the method it is in
 * @param call the call
 * @param rule the rule
 * @param isReference whether it is a method reference, which calls later
 */
record Use(ClassModel model, MethodCode method, Call call, Rule rule, boolean isReference) {
  String name() {
    return call.target().name();
  }
}

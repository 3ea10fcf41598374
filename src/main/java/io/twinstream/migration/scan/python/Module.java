package io.twinstream.migration.scan.python;

/** A source file that runs. */
final class Module {
  final Source source;
  final Scope scope;

  Module(Source source) {
    this.source = source;
    this.scope = new Scope(this, null, "<module>", false);
  }
}

package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configuration keys that carry meaning over to the new application, {@code settings.tsv}. */
final class Settings {
  private static final String STREAMING = "spark.streaming.";
  private static final Settings KNOWN = new Settings();

  private final List<Setting> rows =
      Table.read("settings.tsv").stream()
          .map(row -> new Setting(row.get("key"), row.get("meaning"), row.get("advice")))
          .toList();

  private Settings() {}

  static Settings known() {
    return KNOWN;
  }

  List<Setting> rows() {
    return rows;
  }

  /** Returns the first row for that text; empty if it is no key. */
  Optional<Setting> find(String text) {
    return rows.stream().filter(row -> row.matches(text)).findFirst();
  }

  boolean isSetting(String text) {
    return find(text).isPresent();
  }

  /** Keys that are only handed on stand beside others, and would cost time to look for. */
  private static boolean isMarker(Setting row) {
    return !row.key().startsWith(STREAMING) && !row.advice().startsWith("kafka.");
  }

  /** Returns texts of which a class must hold one to be of interest. */
  List<String> markers() {
    List<String> markers = new ArrayList<>(List.of(ApiTypes.ROOT, STREAMING));
    rows.stream().filter(Settings::isMarker).map(Setting::key).forEach(markers::add);
    return markers;
  }
}

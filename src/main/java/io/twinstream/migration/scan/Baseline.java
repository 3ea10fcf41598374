package io.twinstream.migration.scan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The findings and risks of an earlier report: what is in it is not new. */
public final class Baseline {
  private static final String WANTED = "name the JSON report of an earlier scan";

  private final Set<String> fingerprints;

  private Baseline(Set<String> fingerprints) {
    this.fingerprints = fingerprints;
  }

  /**
   * Reads a JSON report.
   *
   * @throws UserError if the file cannot be read, or is none
   */
  public static Baseline read(Path file) {
    JsonNode report = tree(file);
    if (!report.path("findings").isArray() || !report.path("risks").isArray()) {
      throw UserError.usage("%s: not a report of a scan; %s".formatted(file, WANTED));
    }
    Set<String> fingerprints = new HashSet<>();
    for (String list : new String[] {"findings", "risks", "suppressed"}) {
      for (JsonNode each : report.path(list)) {
        if (!each.path("fingerprint").isTextual()) {
          throw UserError.usage(
              "%s: a report of an older version, without fingerprints; make it anew"
                  .formatted(file));
        }
        fingerprints.add(each.get("fingerprint").asText());
      }
    }
    return new Baseline(fingerprints);
  }

  private static JsonNode tree(Path file) {
    try {
      return new ObjectMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw UserError.usage(
          "%s: not JSON (%s); %s".formatted(file, e.getOriginalMessage(), WANTED), e);
    } catch (IOException e) {
      throw UserError.usage(
          "%s: cannot be read (%s); %s".formatted(file, FileErrors.reason(e), WANTED), e);
    }
  }

  boolean has(String fingerprint) {
    return fingerprints.contains(fingerprint);
  }
}

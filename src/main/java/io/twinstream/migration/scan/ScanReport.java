package io.twinstream.migration.scan;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scan found.
 *
 * @param scanned the paths, as they were given
 * @param classesRead how many classes were read
 * @param pythonRead how many files of Python were read, if only in part
 * @param sparkClasses how many of all these are Spark's own and were passed over
 * @param libraries how many classes of each library were passed over, by its name
 * @param duplicates how many class files were left aside because one of that name came before
 * @param classesUnread what could not be read, or only in part
 * @param notFollowed where a stream of a Python program was lost sight of
 * @param findings by class and line
 * @param risks by class and line
 * @param settings the configuration keys that the code names, by class and line
 * @param flows the streams of each program, the easiest first
 * @param summary the numbers to begin with
 * @param inCode what the code itself accepts
 * @param review what was decided before of what was found
 */
public record ScanReport(
    List<String> scanned,
    int classesRead,
    int pythonRead,
    int sparkClasses,
    Map<String, Integer> libraries,
    int duplicates,
    List<Unread> classesUnread,
    List<Unread> notFollowed,
    List<Finding> findings,
    List<Risk> risks,
    List<SettingUse> settings,
    List<ProgramFlow> flows,
    ScanSummary summary,
    Suppressions inCode,
    Review review) {

  /** Tells whether a new finding is of this difficulty or a greater one. */
  public boolean isAsDifficultAs(Difficulty least) {
    return findings.stream()
        .filter(finding -> review.isNew(finding.fingerprint()))
        .anyMatch(finding -> finding.difficulty().compareTo(least) >= 0);
  }

  /** Tells whether there is a new risk of these, or of any kind if none is named. */
  public boolean hasRisk(List<RiskType> types) {
    return risks.stream()
        .filter(risk -> review.isNew(risk.fingerprint()))
        .anyMatch(risk -> types.isEmpty() || types.contains(risk.type()));
  }

  /**
   * Returns the report in the light of what was decided before, also in the code itself.
   *
   * @param baseline an earlier report: what is in it is not new
   * @param suppressions what is accepted: it is listed apart
   */
  public ScanReport reviewed(Optional<Baseline> baseline, Suppressions suppressions) {
    return Review.of(this, baseline, suppressions.and(inCode));
  }

  ScanReport with(List<Finding> newFindings, List<Risk> newRisks, Review newReview) {
    return new ScanReport(
        scanned,
        classesRead,
        pythonRead,
        sparkClasses,
        libraries,
        duplicates,
        classesUnread,
        notFollowed,
        newFindings,
        newRisks,
        settings,
        flows,
        summary,
        inCode,
        newReview);
  }

  /** Returns why nothing is known: nothing could be read; empty if one could. */
  public Optional<String> nothingRead() {
    return classesRead + pythonRead > 0
        ? Optional.empty()
        : classesUnread.stream()
            .findFirst()
            .map(
                first ->
                    "%s: nothing could be read (%s: %s)"
                        .formatted(String.join(", ", scanned), first.name(), first.reason()));
  }

  /** Returns whether there may be more to find than was found. */
  boolean isInPart() {
    return !classesUnread.isEmpty() || !notFollowed.isEmpty();
  }

  /** Returns the report for people, with a line feed at the end. */
  public String text() {
    return TextReport.of(this);
  }

  /** Writes the report for programs, with a line feed at the end; the writer stays open. */
  public void writeJson(Writer to) throws IOException {
    JsonReport.write(this, to);
  }

  /** Writes the report as SARIF 2.1.0, with a line feed at the end; the writer stays open. */
  public void writeSarif(Writer to) throws IOException {
    SarifReport.write(this, to);
  }

  /**
   * Begins the port of each program, as a project with tests that fail until it is filled in.
   *
   * @param directory a new or empty one
   * @return the files below it
   */
  public List<String> writePort(Path directory) {
    return PortProject.write(this, directory);
  }

  /** Returns the report as one page that needs nothing beside it. */
  public String html() {
    return HtmlReport.of(this);
  }
}

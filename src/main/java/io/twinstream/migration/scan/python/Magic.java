package io.twinstream.migration.scan.python;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What notebooks have beside Python: magics, commands of the shell, cells of other languages. */
final class Magic {
  private static final String DATABRICKS = "# Databricks notebook source";
  private static final String OF_DATABRICKS = "# MAGIC ";
  private static final Pattern RUN = Pattern.compile("\\s*%run\\s+[\"']?([^\\s\"']+).*");
  private static final Pattern ASSIGNED = Pattern.compile("(\\s*[\\w, .]+=\\s*)[!%].*");
  private static final Set<String> PYTHON =
      Set.of(
          "time", "timeit", "capture", "python", "python3", "python2", "pyspark", "spark", "local",
          "prun");
  private static final Set<String> NOT_READ = Set.of("scala", "r", "java", "kotlin");

  private Magic() {}

  /** Returns the Python of a file: of one that Databricks wrote also what its magics import. */
  static String plain(String text, List<String> problems) {
    if (!text.startsWith(DATABRICKS)) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      String magic =
          line.startsWith(OF_DATABRICKS) ? line.substring(OF_DATABRICKS.length()).strip() : "";
      if (magic.startsWith("%") && NOT_READ.contains(word(magic, 1))) {
        problems.add("line %d: a cell in %s is not read".formatted(number, word(magic, 1)));
      }
      plain.append(RUN.matcher(magic).matches() ? imported(magic) : line).append('\n');
    }
    return plain.toString();
  }

  /** Returns the Python of a cell, with as many lines; empty if it is in another language. */
  static String cell(String text, int number, List<String> problems) {
    String first = text.stripLeading();
    if (first.startsWith("%%") || first.startsWith("%") && NOT_READ.contains(word(first, 1))) {
      String language = word(first, first.startsWith("%%") ? 2 : 1);
      if (!PYTHON.contains(language)) {
        if (NOT_READ.contains(language)) {
          problems.add("cell %d: in %s, which is not read".formatted(number, language));
        }
        return "";
      }
      int start = text.indexOf('%');
      int end = text.indexOf('\n', start);
      return end < 0 ? "" : text.substring(0, start) + text.substring(end);
    }
    StringBuilder plain = new StringBuilder();
    boolean isContinued = false;
    for (String line : text.split("\n", -1)) {
      plain.append(isContinued ? line : line(line)).append('\n');
      isContinued = line.endsWith("\\") && !isMagic(line);
    }
    return plain.toString();
  }

  private static boolean isMagic(String line) {
    String code = line.stripLeading();
    return code.startsWith("%") || code.startsWith("!") || code.startsWith("?");
  }

  private static String line(String line) {
    if (isMagic(line)) {
      String indent = line.substring(0, line.length() - line.stripLeading().length());
      return RUN.matcher(line).matches() ? imported(line) : indent + "pass";
    }
    Matcher assigned = ASSIGNED.matcher(line);
    if (assigned.matches()) {
      return assigned.group(1) + "None";
    }
    boolean isHelp = line.stripTrailing().endsWith("?") && !line.contains("#");
    return isHelp ? "pass" : line;
  }

  /** {@code %run ./lib/helpers} brings all names of another notebook. */
  private static String imported(String magic) {
    Matcher run = RUN.matcher(magic);
    if (!run.matches()) {
      return "pass";
    }
    String path = run.group(1).replaceAll("\\.(py|ipynb)$", "");
    String dots = ".";
    while (path.startsWith("./") || path.startsWith("../")) {
      dots += path.startsWith("../") ? "." : "";
      path = path.substring(path.indexOf('/') + 1);
    }
    return path.matches("[A-Za-z_]\\w*(/[A-Za-z_]\\w*)*")
        ? "from " + dots + path.replace('/', '.') + " import *"
        : "pass";
  }

  private static String word(String text, int from) {
    int end = from;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return text.substring(from, end).toLowerCase(Locale.ROOT);
  }
}

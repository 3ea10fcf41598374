package io.twinstream.migration.scan.python;

import java.util.List;

/**
 * A comment of a program that accepts what is found in a line.
 *
 * @param unit the file, and of a notebook the cell
 * @param line the line that it accepts, in the unit
 * @param apis as findings have them, or {@code risk:} and a risk; {@code *} is any text
 * @param reason why
 */
public record PythonAcceptance(String unit, int line, List<String> apis, String reason) {}

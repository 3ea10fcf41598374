package io.twinstream.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lists the options of a command by what they are about: each mixin that is named here apart. */
final class GroupedOptions implements IHelpSectionRenderer {
  private static final Map<String, String> HEADINGS = new LinkedHashMap<>();

  static {
    HEADINGS.put(JobOptionsMixin.NAME, "This job (a -- before them is optional)");
    HEADINGS.put("data", "A savepoint as data");
    HEADINGS.put("kafka", "Kafka");
    HEADINGS.put("spark", "Spark");
  }

  private static final String EVERY_COMMAND = "Every command";

  @Override
  public String render(Help help) {
    CommandSpec command = help.commandSpec();
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put("Options", new ArrayList<>());
    HEADINGS.values().forEach(heading -> groups.put(heading, new ArrayList<>()));
    groups.put(EVERY_COMMAND, new ArrayList<>());
    for (OptionSpec option : command.options()) {
      if (!option.hidden() && !isNoise(option, command)) {
        groups.get(heading(option, command)).add(option);
      }
    }
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (heading, options) -> {
          if (!options.isEmpty()) {
            text.append(System.lineSeparator()).append(heading).append(':');
            text.append(System.lineSeparator()).append(help.optionListExcludingGroups(options));
          }
        });
    return text.toString();
  }

  /** Makes the help of a command and of those below it so. */
  static void in(CommandLine command) {
    command
        .getHelpSectionMap()
        .put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST, new GroupedOptions());
    command.getSubcommands().values().forEach(GroupedOptions::in);
  }

  private static String heading(OptionSpec option, CommandSpec command) {
    if (option.inherited() || option.usageHelp() || option.versionHelp()) {
      return EVERY_COMMAND;
    }
    for (Map.Entry<String, String> each : HEADINGS.entrySet()) {
      if (isIn(each.getKey(), option, command)) {
        return each.getValue();
      }
    }
    return command.parent() == null && isIn("global", option, command) ? EVERY_COMMAND : "Options";
  }

  private static boolean isIn(String name, OptionSpec option, CommandSpec command) {
    return command.mixins().entrySet().stream()
        .anyMatch(
            mixin ->
                mixin.getKey().equals(name)
                        && mixin.getValue().findOption(option.longestName()) != null
                    || isIn(name, option, mixin.getValue()));
  }

  /** Every command has it, and only that of the program is of use. */
  private static boolean isNoise(OptionSpec option, CommandSpec command) {
    return option.versionHelp() && command.parent() != null;
  }
}

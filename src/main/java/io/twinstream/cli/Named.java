package io.twinstream.cli;

import io.twinstream.error.UserError;
import java.util.Optional;

/**
 * A command whose subcommands have names, such as those of jobs: a word that is none of them comes
 * first in what is said of a command line, before options that are unknown only because of it.
 */
interface Named {
  /** Returns what is wrong with the name that was given; empty if none was given. */
  Optional<UserError> wrongName();
}

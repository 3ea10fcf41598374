package wrong.layers.cli;

/** A command. */
public final class Command {
  public static final String NAME = String.valueOf(1);
}

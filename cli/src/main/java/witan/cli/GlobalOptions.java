package witan.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What every command understands: which network is meant, and how to print. Each may stand before
 * the command or after it; the one nearest to the end holds.
 */
public final class GlobalOptions {
  /** The command that these options were mixed into. */
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description =
          "First port of this network (default: $WITAN_PORT_BASE, or 8080); the gateway listens"
              + " there, the other parts above it.")
  private @Nullable Integer portBase;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Where this network keeps its state (default: $WITAN_HOME, or ~/.local/share/witan).")
  private @Nullable Path home;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show what this command does.")
  private boolean help;

  /** Whether the user named ports; otherwise those of the running network are used. */
  public boolean hasPortBase() {
    return named(options -> options.portBase).isPresent();
  }

  public Ports ports() {
    Optional<Integer> base = named(options -> options.portBase);
    if (base.isPresent()) {
      return new Ports(base.get());
    }
    String set = System.getenv("WITAN_PORT_BASE");
    if (set == null || set.isBlank()) {
      return new Ports(Ports.DEFAULT_BASE);
    }
    try {
      return new Ports(Integer.parseInt(set.strip()));
    } catch (NumberFormatException e) {
      throw new Failure("WITAN_PORT_BASE is not a number: " + set + ".", e);
    }
  }

  /** Whether the user named a home. */
  public boolean hasHome() {
    return named(options -> options.home).isPresent();
  }

  public Home home() {
    return new Home(
        named(options -> options.home)
            .orElseGet(() -> Folders.ofSetting("WITAN_HOME", ".local/share/witan")));
  }

  /** What to say after {@code ./witan} to mean the same network again; begins with a space. */
  public String homeWords() {
    return named(options -> options.home)
        .map(Path::toString)
        .map(folder -> folder.matches("[\\w./~+-]+") ? folder : "'" + folder + "'")
        .map(word -> " --home " + word)
        .orElse("");
  }

  public boolean json() {
    return named(options -> options.json ? true : null).isPresent();
  }

  /** What was said with this command, or else with one that it belongs to. */
  private <T> Optional<T> named(Function<GlobalOptions, @Nullable T> option) {
    Optional<T> own = Optional.ofNullable(option.apply(this));
    CommandSpec above = command == null ? null : command.parent();
    if (own.isPresent() || above == null) {
      return own;
    }
    return above.mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(GlobalOptions.class::isInstance)
        .map(GlobalOptions.class::cast)
        .findFirst()
        .flatMap(options -> options.named(option));
  }
}

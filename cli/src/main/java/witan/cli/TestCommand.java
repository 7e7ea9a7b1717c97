package witan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code test}, for the list of commands: the launcher runs it itself, as a build can't replace the
 * jar that it runs from.
 */
@Command(name = "test", description = "Builds everything and runs every test.")
final class TestCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(names = "--long", description = "Also what takes long: soaks, long fuzzing.")
  private boolean soaks;

  @Override
  public void run() {
    throw new Failure("The tests are run by the launcher: ./witan test" + (soaks ? " --long" : ""));
  }
}

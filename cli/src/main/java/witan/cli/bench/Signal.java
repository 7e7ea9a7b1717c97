package witan.cli.bench;

import java.io.IOException;
import witan.cli.Failure;

/** What is done to a process that Java itself cannot do. */
enum Signal {
  /** Its connections stay, and nothing comes any more. */
  STOP("STOP"),
  CONTINUE("CONT");

  private final String name;

  Signal(String name) {
    this.name = name;
  }

  void send(ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new Failure("The process " + process.pid() + " can't be signalled.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

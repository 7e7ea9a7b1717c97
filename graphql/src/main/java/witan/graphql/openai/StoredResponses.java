package witan.graphql.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.random.RandomGenerator;
import witan.graphql.http.ClientGoneException;
import witan.graphql.stored.Kind;
import witan.graphql.stored.Owner;
import witan.graphql.stored.Stored;
import witan.openai.ApiException;
import witan.openai.Listing;
import witan.openai.Memory;
import witan.openai.ResponseRequest;

/** Responses, stored unless they were asked for with {@code "store": false}. */
@ApplicationScoped
class StoredResponses {

  private final Stored stored;
  private final Background background;
  private final RandomGenerator random;

  @Inject
  StoredResponses(Stored stored, Background background, RandomGenerator random) {
    this.stored = stored;
    this.background = background;
    this.random = random;
  }

  /** What an owner's requests may go on from. */
  Memory of(Owner owner) {
    return new Memory() {
      @Override
      public boolean keeps() {
        return stored.isOn();
      }

      @Override
      public Optional<ArrayNode> conversation(String responseId) {
        try {
          return said(owner, responseId);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new ClientGoneException("interrupted while reading");
        }
      }
    };
  }

  private Optional<ArrayNode> said(Owner owner, String id) throws InterruptedException {
    Optional<ObjectNode> response = find(owner, id);
    if (response.isPresent() && Background.isOpen(response.get())) {
      throw ApiException.invalid(
          "previous_response_id",
          "invalid_value",
          "The response that 'previous_response_id' names is still being made. Go on from it when its status is completed.");
    }
    Optional<ArrayNode> input = stored.input(owner, Kind.RESPONSE, id);
    return response.flatMap(it -> input.map(items -> items.addAll(it.withArray("output"))));
  }

  /**
   * Stores the response, if its request doesn't forbid it; it says itself whether that was done.
   */
  void keep(Owner owner, ResponseRequest request, ObjectNode response) throws InterruptedException {
    if (request.store() && !stored.keep(owner, Kind.RESPONSE, response, request.items(random))) {
      response.put("store", false);
    }
  }

  /** What became of a response that is stored already; nothing if it was deleted meanwhile. */
  void change(Owner owner, ObjectNode response) throws InterruptedException {
    stored.change(owner, Kind.RESPONSE, response.path("id").asText(), before -> response);
  }

  ObjectNode read(Owner owner, String id, Query query) throws InterruptedException {
    if ("true".equals(query.text("stream"))) {
      throw ApiException.invalid(
          "stream",
          "unsupported_parameter",
          "Unsupported 'stream': what is stored comes as a whole. Leave it out.");
    }
    return find(owner, id).orElseThrow(() -> unknown(id));
  }

  ObjectNode delete(Owner owner, String id) throws InterruptedException {
    if (!stored.delete(owner, Kind.RESPONSE, id)) {
      throw unknown(id);
    }
    background.stop(id);
    return Listing.deleted("response", id);
  }

  /** Stops what is made in the background; what is done already stays as it is. */
  ObjectNode cancel(Owner owner, String id) throws InterruptedException {
    if (!find(owner, id).orElseThrow(() -> unknown(id)).path("background").asBoolean()) {
      throw ApiException.invalid(
          "response_id",
          "invalid_value",
          "Cannot cancel a response that was not made in the background. Ask for one with \"background\":true.");
    }
    background.stop(id);
    return find(owner, id).orElseThrow(() -> unknown(id));
  }

  ObjectNode input(Owner owner, String id, Query query) throws InterruptedException {
    return Pages.of(
        stored.input(owner, Kind.RESPONSE, id).orElseThrow(() -> unknown(id)),
        query.wanted("desc"));
  }

  private Optional<ObjectNode> find(Owner owner, String id) throws InterruptedException {
    // Asked before it is read: one that ends in between is read as it ended.
    boolean running = background.isRunning(id);
    return stored
        .object(owner, Kind.RESPONSE, id)
        .map(response -> running ? response : Background.ended(response));
  }

  private static ApiException unknown(String id) {
    return ApiException.notStored("Response", "response_id", id);
  }
}

package witan.graphql.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import witan.graphql.stored.Found;
import witan.graphql.stored.Kind;
import witan.graphql.stored.Owner;
import witan.graphql.stored.Stored;
import witan.openai.ApiException;
import witan.openai.ChatRequest;
import witan.openai.Listing;
import witan.openai.Metadata;

/** Chat completions that were asked for with {@code "store": true}. */
@ApplicationScoped
class StoredChats {

  private final Stored stored;

  @Inject
  StoredChats(Stored stored) {
    this.stored = stored;
  }

  /**
   * Stores the answer, if the request asks for that. One that is stored says so by its {@code
   * metadata}, as OpenAI's API has no other word for it.
   */
  void keep(Owner owner, ChatRequest request, ObjectNode completion) throws InterruptedException {
    if (!request.store() || !stored.isOn()) {
      return;
    }
    completion.set("metadata", request.metadata());
    String id = completion.path("id").asText();
    if (!stored.keep(owner, Kind.CHAT, completion, request.history(id))) {
      completion.remove("metadata");
    }
  }

  ObjectNode list(Owner owner, Query query) throws InterruptedException {
    Found found = stored.list(owner, Kind.CHAT, query.wanted("asc")).orElseThrow(Pages::unknown);
    return Listing.of(found.objects(), found.more());
  }

  ObjectNode read(Owner owner, String id) throws InterruptedException {
    return stored.object(owner, Kind.CHAT, id).orElseThrow(() -> unknown(id));
  }

  ObjectNode change(Owner owner, String id, byte[] body) throws InterruptedException {
    ObjectNode metadata = Metadata.change(body);
    return stored
        .change(owner, Kind.CHAT, id, completion -> completion.set("metadata", metadata))
        .orElseThrow(() -> unknown(id));
  }

  ObjectNode delete(Owner owner, String id) throws InterruptedException {
    if (!stored.delete(owner, Kind.CHAT, id)) {
      throw unknown(id);
    }
    return Listing.deleted("chat.completion.deleted", id);
  }

  ObjectNode messages(Owner owner, String id, Query query) throws InterruptedException {
    return Pages.of(
        stored.input(owner, Kind.CHAT, id).orElseThrow(() -> unknown(id)), query.wanted("asc"));
  }

  private static ApiException unknown(String id) {
    return ApiException.notStored("Chat completion", "completion_id", id);
  }
}

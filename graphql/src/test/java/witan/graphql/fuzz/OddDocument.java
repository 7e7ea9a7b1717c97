package witan.graphql.fuzz;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** GraphQL documents that are almost valid, with their variables. */
final class OddDocument {

  private static final Pattern WORDS = Pattern.compile("(?<=\\W)|(?=\\W)");

  private record Valid(String document, String variables) {}

  private static final List<Valid> VALID =
      List.of(
          new Valid(
              "mutation Ask($i:AskInput!){ask(input:$i){id content finishReason usage{promptTokens totalTokens} contributions{expert{name hotkey labels} weight status sources} routing{choices{weight reasons expert{profile}} gateVersion}}}",
              "{\"i\":{\"messages\":[{\"role\":\"USER\",\"content\":\"What is it?\"}],\"maxTokens\":3,\"temperature\":0.5,\"topP\":0.9,\"seed\":4,\"stop\":[\"w3\"],\"maxExperts\":2,\"combine\":\"MIX\",\"policy\":{\"labels\":[]}}}"),
          new Valid(
              "query($i:RouteInput!){route(input:$i){millis choices{prior similarity expert{name}}}}",
              "{\"i\":{\"question\":\"What is it?\",\"modality\":\"TEXT\",\"maxExperts\":3,\"policy\":{\"owners\":[],\"excludeHotkeys\":[]}}}"),
          new Valid(
              "query($n:Int,$a:String,$m:Modality){experts(first:$n,after:$a,modality:$m){totalCount pageInfo{hasNextPage endCursor} edges{cursor node{...e}}}} fragment e on Expert{name hotkey endpoint contextLength pricePerThousandTokens}",
              "{\"n\":2,\"a\":null,\"m\":\"TEXT\"}"),
          new Valid("{route(input:{embedding:[0.5,1]}){millis}}", "{}"),
          new Valid(
              "query($h:ID!){expert(hotkey:$h){name incentive healthy}}",
              "{\"h\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}"),
          new Valid(
              "query($h:BigInteger){block(height:$h){height at hash entryCount emission} network{name height issuance blockEmission nextHalvingAt}}",
              "{\"h\":1}"),
          new Valid(
              "query($n:Int!){metagraph(netuid:$n){uid hotkey stake incentive emission} subnets{netuid name tempo pending} epochs(netuid:$n,first:2){edges{node{number neurons{uid}}}}}",
              "{\"n\":1}"),
          new Valid(
              "query($a:ID!){account(address:$a){nonce free stakes{amount validator{hotkey take}}} entries(address:$a,first:3){edges{node{id amount block{height}}} pageInfo{endCursor}}}",
              "{\"a\":\"0x0000000000000000000000000000000000000001\"}"),
          new Valid(
              "mutation($i:TransferInput!){transfer(input:$i){id height hash}}",
              "{\"i\":{\"id\":\"x\",\"from\":\"0x0000000000000000000000000000000000000001\",\"to\":\"0x0000000000000000000000000000000000000002\",\"amount\":\"1\",\"nonce\":0,\"signature\":\"0x00\"}}"),
          new Valid(
              "mutation($i:SetTakeInput!){setTake(input:$i){id}}",
              "{\"i\":{\"id\":\"x\",\"coldkey\":\"0x0000000000000000000000000000000000000001\",\"validator\":\"aa\",\"take\":0.1,\"nonce\":0,\"signature\":\"0x00\"}}"),
          new Valid(
              "{__schema{types{name fields{name type{name ofType{name}}}}} __typename}", "{}"),
          new Valid(
              "query A($w:Boolean!){validators(netuid:1){edges{node{hotkey take @include(if:$w) stake}}}} query B{__typename}",
              "{\"w\":true}"));

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          "!",
          "$",
          ":",
          "@",
          "...",
          "&",
          "|",
          "=",
          "\"",
          "\"\"\"",
          "#",
          ",",
          "null",
          "true",
          "1",
          "-1",
          "1e999999",
          "99999999999999999999",
          "0.1",
          "\"\\uD800\"",
          "on",
          "query",
          "mutation",
          "subscription",
          "fragment",
          "__typename",
          "__schema",
          "network",
          "$x",
          "@skip(if:true)",
          "@deprecated",
          "@stream",
          "\u0000",
          "é",
          "\uFEFF");

  private OddDocument() {}

  /** A request with a document, its variables and now and then more. */
  static ObjectNode request(Draws draws) {
    Valid valid = draws.oneOf(VALID);
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("query", draws.oneIn(2) ? valid.document() : changed(valid.document(), draws));
    request.set("variables", OddRequest.tree(valid.variables()));
    if (draws.oneIn(6)) {
      request.put("operationName", draws.oneIn(2) ? "A" : "Ask");
    }
    if (draws.oneIn(12)) {
      request
          .putObject("extensions")
          .putObject("persistedQuery")
          .put("version", 1)
          .put("sha256Hash", "ab".repeat(32));
    }
    return request;
  }

  private static String changed(String document, Draws draws) {
    List<String> words = new ArrayList<>(List.of(WORDS.split(document)));
    for (int i = draws.below(3); i >= 0; i--) {
      int at = draws.below(words.size());
      switch (draws.below(5)) {
        case 0 -> words.remove(at);
        case 1 -> words.add(at, draws.oneOf(TOKENS));
        case 2 -> words.set(at, draws.oneOf(TOKENS));
        case 3 -> words.set(at, words.get(draws.below(words.size())));
        default -> words.add(at, repeated(draws));
      }
      if (words.isEmpty()) {
        words.add(draws.oneOf(TOKENS));
      }
    }
    return String.join("", words);
  }

  private static String repeated(Draws draws) {
    int times = draws.oneIn(8) ? 6_000 : 40;
    return switch (draws.below(5)) {
      case 0 -> "{network".repeat(times);
      case 1 -> " a:network{name}".repeat(times);
      case 2 -> " network{name}".repeat(times);
      case 3 -> "@skip(if:false)".repeat(times);
      default -> "[".repeat(times);
    };
  }
}

package witan.inference.session;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import witan.protocol.signature.CallHeaders;

/**
 * The part of a call that its signature is over, besides the message.
 *
 * @param path of the method, as it came
 * @param headers those of a signed call that are there
 */
record IncomingCall(String path, Map<String, String> headers) {

  private static final Context.Key<IncomingCall> KEY = Context.key("witan.incoming-call");

  private static final List<String> NAMES =
      List.of(
          CallHeaders.SIGNATURE_INPUT,
          CallHeaders.SIGNATURE,
          CallHeaders.CONTENT_DIGEST,
          CallHeaders.SENDER,
          CallHeaders.RECEIVER);

  /** The call that is being served; to be read before the method returns. */
  static IncomingCall current() {
    return KEY.get();
  }

  /** Hands the headers on to the service, which alone sees the message that they sign. */
  @GlobalInterceptor
  @ApplicationScoped
  static class Interceptor implements ServerInterceptor {

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata metadata, ServerCallHandler<Q, R> next) {
      Map<String, String> headers = new HashMap<>();
      for (String name : NAMES) {
        String value = metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        if (value != null) {
          headers.put(name, value);
        }
      }
      IncomingCall incoming =
          new IncomingCall(
              "/" + call.getMethodDescriptor().getFullMethodName(), Map.copyOf(headers));
      return Contexts.interceptCall(
          Context.current().withValue(KEY, incoming), call, metadata, next);
    }
  }
}

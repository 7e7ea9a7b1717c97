package witan.cli.bench.gateway;

import java.net.URI;
import java.util.Map;

/**
 * What the load generator is to do.
 *
 * @param target where it posts
 * @param headers besides those that every request has
 * @param body of each request, JSON
 * @param clients connections, each with one request at a time
 * @param seconds how long requests are repeated; 0 where streams are counted
 * @param streams how many event streams each client reads, one after the other; 0 for whole answers
 */
record Order(
    URI target,
    Map<String, String> headers,
    String body,
    int clients,
    double seconds,
    int streams) {}

package witan.cli.bench.gateway;

import java.net.URI;
import java.util.Map;
import witan.cli.bench.MeasuredProcess;

/**
 * A process that answers, and how it is asked.
 *
 * @param name as the tables show it
 * @param target where requests are posted
 * @param headers that it needs
 * @param model by which it knows the mock expert; empty where no model is asked for
 */
record Served(
    String name, MeasuredProcess process, URI target, Map<String, String> headers, String model) {}

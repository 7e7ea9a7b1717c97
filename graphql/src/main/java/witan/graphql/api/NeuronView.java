package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.NeuronInfo;

/** A hotkey with a place on a subnet: now, or as an epoch left it. */
@Type("Neuron")
public record NeuronView(
    int uid,
    @Id String hotkey,
    @Id String coldkey,
    RaoScalar stake,
    boolean active,
    boolean validatorPermit,
    double consensus,
    double incentive,
    double dividends,
    double validatorTrust,
    RaoScalar emission,
    long lastUpdate,
    long registeredAt,
    @Nullable String endpoint) {

  static NeuronView of(NeuronInfo neuron) {
    return new NeuronView(
        neuron.uid(),
        neuron.hotkey().hex(),
        neuron.owner().address(),
        new RaoScalar(neuron.stake()),
        neuron.active(),
        neuron.validatorPermit(),
        Parts.of(neuron.consensus()),
        Parts.of(neuron.incentive()),
        Parts.of(neuron.dividends()),
        Parts.of(neuron.validatorTrust()),
        new RaoScalar(neuron.emission()),
        neuron.lastUpdate(),
        neuron.registeredAt(),
        neuron.endpoint());
  }
}

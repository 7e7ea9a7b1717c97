package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.network.Neuron;

/** A hotkey registered on a subnet. */
@Type("Neuron")
public record NeuronView(int uid, @Id String hotkey, boolean active, @Nullable String endpoint) {

  static NeuronView of(Neuron neuron) {
    return new NeuronView(
        neuron.uid(), neuron.hotkey().toString(), neuron.active(), neuron.endpoint());
  }
}

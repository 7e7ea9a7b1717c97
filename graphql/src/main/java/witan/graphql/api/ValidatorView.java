package witan.graphql.api;

import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;

/** A hotkey behind which TAO is staked. */
@Type("Validator")
public record ValidatorView(@Id String hotkey, int netuid) {}

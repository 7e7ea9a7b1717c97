package witan.inference.expert;

import org.eclipse.microprofile.config.spi.Converter;
import witan.engine.onnx.Provider;

/** Reads {@link ExpertConfig.Engine#provider}: an interface would count as a group of settings. */
public final class ProviderSetting implements Converter<Provider> {

  @Override
  public Provider convert(String value) {
    return Provider.parse(value);
  }
}

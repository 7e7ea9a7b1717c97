package witan.engine.text;

import java.text.Normalizer.Form;

/** What is done to a text, or to each part of it between marked tokens, before it is cut. */
interface Normalizer {

  /** Leaves the text as it is. */
  Normalizer NONE = (text, first) -> text;

  /**
   * The text in its normal form.
   *
   * @param first whether the part begins the whole text
   */
  String apply(String text, boolean first);

  /** This and then that. */
  default Normalizer then(Normalizer that) {
    return (text, first) -> that.apply(apply(text, first), first);
  }

  /** Unicode's normal form. */
  static Normalizer unicode(Form form) {
    return (text, first) -> java.text.Normalizer.normalize(text, form);
  }

  /** In front of every part that is not empty. */
  static Normalizer prepend(String prefix) {
    return (text, first) -> text.isEmpty() ? text : prefix + text;
  }

  /** One text for another. */
  static Normalizer replace(String what, String by) {
    return (text, first) -> text.replace(what, by);
  }
}

package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** With pages that can't be copied, as on a GPU. */
class KeptTextTest {
  private static final int PAGE = 64;

  private final Pages pages = new Pages(new DevicePages(PAGE), 8);

  @Test
  void aPageThatOthersReadIsComputedAgainWhenItIsToBeWritten() {
    KeptText text = computed(new int[3 * PAGE]);
    Page first = text.next(0, 0).pages().getFirst();

    text.truncate(PAGE / 2); // into the first page, which is known to others
    text.add(new int[] {1, 2});
    assertThat(text.reserve(2)).isTrue();

    assertThat(text.computed()).isZero();
    Pass.Part part = text.next(PAGE / 2 + 2, 1);
    assertThat(part.start()).isZero();
    assertThat(part.tokens()).hasSize(PAGE / 2 + 2).endsWith(1, 2);
    assertThat(part.pages()).hasSize(1).doesNotContain(first);
  }

  @Test
  void aPageThatIsOnesOwnIsWrittenOn() {
    KeptText text = computed(new int[3 * PAGE]);
    List<Page> before = text.next(0, 0).pages();

    text.truncate(3 * PAGE - 10);
    text.add(new int[] {1, 2});
    assertThat(text.reserve(2)).isTrue();

    assertThat(text.computed()).isEqualTo(3 * PAGE - 10);
    assertThat(text.next(2, 1).pages()).isEqualTo(before);
  }

  @Test
  void anotherTextTakesOverThePagesOfTheSameBeginning() {
    KeptText text = computed(new int[3 * PAGE]);
    KeptText other = new KeptText(pages);
    other.add(new int[3 * PAGE]);
    other.adopt(1);

    assertThat(other.computed()).isEqualTo(2 * PAGE);
    assertThat(other.next(0, 0).pages()).isEqualTo(text.next(0, 0).pages().subList(0, 2));
  }

  private KeptText computed(int[] tokens) {
    KeptText text = new KeptText(pages);
    text.add(tokens);
    assertThat(text.reserve(tokens.length)).isTrue();
    text.computed(tokens.length);
    return text;
  }
}

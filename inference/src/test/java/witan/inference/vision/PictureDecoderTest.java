package witan.inference.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureDecoderTest {

  private static final PictureDecoder DECODER = new PictureDecoder(100_000, 1_000_000);

  @Test
  void aSmallFileThatClaimsToBeHugeIsRefusedUndecoded() {
    byte[] bomb = Page.blank(10, 10, Color.WHITE).png();
    ByteBuffer.wrap(bomb).putInt(16, 50_000).putInt(20, 50_000);
    CRC32 crc = new CRC32();
    crc.update(bomb, 12, 17);
    ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());

    assertThatThrownBy(() -> DECODER.decode(bomb))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("50,000 × 50,000 pixels; send at most 1,000,000");
  }

  @Test
  void aFileThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> DECODER.decode(new byte[100_001]))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("100,001 bytes; send at most 100,000");
  }

  @Test
  void whatIsNoPictureOfAKnownFormatIsRefused() throws IOException {
    ByteArrayOutputStream bmp = new ByteArrayOutputStream();
    ImageIO.write(Page.blank(9, 9, Color.RED).image(), "bmp", bmp);
    byte[] noise = new byte[500];
    new SplittableRandom(1).nextBytes(noise);

    for (byte[] file : new byte[][] {bmp.toByteArray(), noise, new byte[0]}) {
      assertThatThrownBy(() -> DECODER.decode(file))
          .isInstanceOf(PictureException.class)
          .hasMessageContaining("send PNG, JPEG or GIF");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void damagedFilesNeverFailOtherwiseThanByARefusal(String format) {
    byte[] whole = Page.blank(60, 40, Color.PINK).noisy(new SplittableRandom(2), 40).file(format);
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(4, whole.length + 1));
      for (int k = 0; k < 4; k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        Pixels pixels = DECODER.decode(damaged);
        assertThat(pixels.rgb()).hasSize(pixels.width() * pixels.height());
      } catch (PictureException e) {
        assertThat(e.getMessage()).containsAnyOf("; send", "; save");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void whatIsTransparentIsWhite() throws IOException {
    BufferedImage clear = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(clear, "png", png);

    assertThat(Arrays.stream(DECODER.decode(png.toByteArray()).rgb()))
        .allMatch(color -> (color & 0xffffff) == 0xffffff);
  }

  /** The corner that is marked must come to the upper left, whichever way the camera was held. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0",
    "2, 59, 0",
    "3, 59, 39",
    "4, 0, 39",
    "5, 0, 0",
    "6, 0, 39",
    "7, 59, 39",
    "8, 59, 0"
  })
  void aJpegIsTurnedAsItsCameraWasHeld(int orientation, int x, int y) {
    Page page = Page.blank(60, 40, Color.WHITE);
    for (int dx = -12; dx <= 12; dx++) {
      for (int dy = -12; dy <= 12; dy++) {
        int px = Math.clamp(x + dx, 0, 59);
        int py = Math.clamp(y + dy, 0, 39);
        page.image().setRGB(px, py, 0);
      }
    }

    Pixels seen = DECODER.decode(withOrientation(page.file("jpeg"), orientation));

    assertThat(new int[] {seen.width(), seen.height()})
        .isEqualTo(orientation < 5 ? new int[] {60, 40} : new int[] {40, 60});
    assertThat(seen.rgb()[2 * seen.width() + 2] & 0xff).isLessThan(60);
    assertThat(seen.rgb()[(seen.height() - 3) * seen.width() + seen.width() - 3] & 0xff)
        .isGreaterThan(200);
  }

  @Test
  void aLargePictureIsDecodedWithFewerPixels() {
    byte[] file = Page.blank(4_000, 3_000, Color.ORANGE).png();
    Pixels pixels = new PictureDecoder(1 << 20, 30_000_000).decode(file);

    assertThat(pixels.width()).isEqualTo(2_000);
    assertThat(pixels.height()).isEqualTo(1_500);
  }

  /** Puts an Exif segment with one entry behind the file's first two bytes. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36);
    exif.putShort((short) 0xffe1).putShort((short) 34).putInt(0x45786966).putShort((short) 0);
    exif.putShort((short) 0x4d4d).putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + 36);
    return file.put(jpeg, 0, 2).put(exif.array()).put(jpeg, 2, jpeg.length - 2).array();
  }
}

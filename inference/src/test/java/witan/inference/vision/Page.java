package witan.inference.vision;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;

/** Draws pictures of text for tests. */
final class Page {

  private final BufferedImage image;

  private Page(BufferedImage image) {
    this.image = image;
  }

  /** An empty sheet. */
  static Page blank(int width, int height, Color paper) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(paper);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return new Page(image);
  }

  /** One column of lines on white. */
  static Page of(List<String> lines, String font, int size) {
    Page page = blank(size * 28, size * (lines.size() * 2 + 2), Color.WHITE);
    page.column(lines, font, size, size, 2 * size);
    return page;
  }

  /** Lines from a place downwards. */
  Page column(List<String> lines, String font, int size, int x, int y) {
    for (int i = 0; i < lines.size(); i++) {
      text(lines.get(i), font, size, x, y + i * size * 17 / 10);
    }
    return this;
  }

  /** One line whose baseline begins at a place. */
  Page text(String text, String font, int size, int x, int y) {
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(new Color(0x202028));
    graphics.setFont(new Font(font, Font.PLAIN, size));
    graphics.drawString(text, x, y);
    graphics.dispose();
    return this;
  }

  /** The same page laid on a larger sheet and turned. */
  Page turned(double degrees) {
    double angle = Math.toRadians(degrees);
    double cos = Math.abs(Math.cos(angle));
    double sin = Math.abs(Math.sin(angle));
    int width = (int) Math.ceil(image.getWidth() * cos + image.getHeight() * sin);
    int height = (int) Math.ceil(image.getWidth() * sin + image.getHeight() * cos);
    Page sheet = blank(width, height, Color.WHITE);
    Graphics2D graphics = sheet.image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    AffineTransform turn = AffineTransform.getTranslateInstance(width / 2.0, height / 2.0);
    turn.rotate(angle);
    turn.translate(-image.getWidth() / 2.0, -image.getHeight() / 2.0);
    graphics.drawImage(image, turn, null);
    graphics.dispose();
    return sheet;
  }

  /** With each channel of each pixel changed at random, as in a dim room. */
  Page noisy(RandomGenerator random, int strength) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int color = image.getRGB(x, y);
        int noisy = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
          int value = (color >> shift & 0xff) + (int) (random.nextGaussian() * strength);
          noisy |= Math.clamp(value, 0, 255) << shift;
        }
        image.setRGB(x, y, noisy);
      }
    }
    return this;
  }

  BufferedImage image() {
    return image;
  }

  byte[] png() {
    return file("png");
  }

  byte[] file(String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }
}

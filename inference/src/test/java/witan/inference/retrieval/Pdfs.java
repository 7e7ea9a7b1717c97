package witan.inference.retrieval;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** Small PDFs for tests. */
final class Pdfs {

  private Pdfs() {}

  /** One page of lines; a line that begins with # is set larger, an empty one leaves a space. */
  static byte[] of(String title, List<String> lines) throws IOException {
    try (PDDocument pdf = document(title, lines)) {
      return bytes(pdf);
    }
  }

  /** The same, to be opened with {@code password} only. */
  static byte[] encrypted(String password, List<String> lines) throws IOException {
    try (PDDocument pdf = document("Secret", lines)) {
      StandardProtectionPolicy policy =
          new StandardProtectionPolicy("owner", password, new AccessPermission());
      policy.setEncryptionKeyLength(128);
      pdf.protect(policy);
      return bytes(pdf);
    }
  }

  private static PDDocument document(String title, List<String> lines) throws IOException {
    PDDocument pdf = new PDDocument();
    pdf.getDocumentInformation().setTitle(title);
    PDPage page = new PDPage();
    pdf.addPage(page);
    try (PDPageContentStream content = new PDPageContentStream(pdf, page)) {
      float y = 740;
      for (String line : lines) {
        boolean heading = line.startsWith("#");
        content.beginText();
        content.setFont(new PDType1Font(FontName.HELVETICA), heading ? 18 : 11);
        content.newLineAtOffset(60, y);
        content.showText(heading ? line.substring(1).strip() : line);
        content.endText();
        y -= line.isEmpty() ? 30 : heading ? 24 : 14;
      }
    }
    return pdf;
  }

  private static byte[] bytes(PDDocument pdf) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    pdf.save(bytes);
    return bytes.toByteArray();
  }
}

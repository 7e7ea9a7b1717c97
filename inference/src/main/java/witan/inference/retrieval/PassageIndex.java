package witan.inference.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import witan.embedding.Vectors;

/**
 * One state of a corpus as a Lucene index: found by meaning (vectors) and by words (BM25).
 *
 * <p>The vectors are compared one by one, without a graph of neighbours: an expert's evidence
 * decides its weight in the answer, so it must be the best cosine and not nearly the best, and the
 * same on every machine that holds the same passages. For the same reason an index holds nothing of
 * its history: one segment, in the order of the files' names, whatever changed when. Safe for many
 * threads.
 */
public final class PassageIndex {

  /** Changes whenever what is stored changes, or how documents are cut: an older one is dropped. */
  static final String FORMAT = "2";

  /** The rank constant of reciprocal-rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
  private static final double RANK_CONSTANT = 60;

  /** How many of each ranking are fused. */
  private static final int DEPTH = 30;

  private static final String TITLE = "title";
  private static final String TEXT = "text";
  private static final String SOURCE = "source";
  private static final String DIGEST = "digest";
  private static final String PLACE = "place";
  private static final String WORDS = "words";
  private static final String VECTOR = "vector";
  private static final String IDENTITY = "identity";

  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final Analyzer analyzer;
  private final List<Passage> passages;
  private final Map<String, String> documents;

  private PassageIndex(DirectoryReader reader) throws IOException {
    this.reader = reader;
    this.searcher = new IndexSearcher(reader);
    this.analyzer = new EnglishAnalyzer();
    List<Passage> found = new ArrayList<>();
    Map<String, String> digests = new LinkedHashMap<>();
    var stored = reader.storedFields();
    for (int id = 0; id < reader.maxDoc(); id++) {
      Document document = stored.document(id);
      Passage passage = new Passage(document.get(TITLE), document.get(TEXT), document.get(SOURCE));
      found.add(passage);
      digests.put(passage.source(), document.get(DIGEST));
    }
    this.passages = List.copyOf(found);
    this.documents = Map.copyOf(digests);
  }

  /** What {@code directory} holds if it is of this identity, else an empty index in its place. */
  static PassageIndex openOrCreate(Directory directory, String identity) throws IOException {
    if (!identity.equals(identityOf(directory))) {
      // Lucene reads what is there even to replace it, and fails on what it cannot read.
      for (String file : directory.listAll()) {
        directory.deleteFile(file);
      }
      return update(directory, identity, Map.of(), Map.of(), text -> new float[0]);
    }
    return new PassageIndex(DirectoryReader.open(directory));
  }

  /**
   * The next state: {@code changed} documents have these passages, and no others.
   *
   * @param digests of the documents' bytes, by source
   */
  static PassageIndex update(
      Directory directory,
      String identity,
      Map<String, List<Passage>> changed,
      Map<String, String> digests,
      TextEmbedder embedder)
      throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(new EnglishAnalyzer())
            .setCommitOnClose(false)
            .setIndexSort(
                new Sort(
                    new SortField(SOURCE, SortField.Type.STRING),
                    new SortField(PLACE, SortField.Type.LONG)));
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (Map.Entry<String, List<Passage>> document : changed.entrySet()) {
        writer.deleteDocuments(new Term(SOURCE, document.getKey()));
        long place = 0;
        for (Passage passage : document.getValue()) {
          String digest = digests.getOrDefault(passage.source(), "");
          writer.addDocument(document(passage, place++, digest, embedder));
        }
      }
      // One segment without deleted documents: their numbers are then the passages' places.
      writer.forceMerge(1);
      writer.setLiveCommitData(Map.of(IDENTITY, identity).entrySet());
      writer.commit();
    }
    return new PassageIndex(DirectoryReader.open(directory));
  }

  /** Every passage, in the corpus's order. */
  public List<Passage> passages() {
    return passages;
  }

  /** The sha-256 in hex of each document's file, by its name relative to the folder. */
  public Map<String, String> documents() {
    return documents;
  }

  /** Begins a use; false if the index was replaced and closed meanwhile. */
  boolean enter() {
    return reader.tryIncRef();
  }

  /** Ends a use that {@link #enter} allowed. */
  void leave() {
    try {
      reader.decRef();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the index", e);
    }
  }

  /** No use begins any more; what it holds is freed after the last. */
  void close() {
    leave();
  }

  /** The vectors of all passages, in the corpus's order. */
  public List<float[]> vectors() {
    float[][] vectors = new float[passages.size()][];
    scan((id, vector) -> vectors[id] = vector.clone());
    return List.of(vectors);
  }

  /**
   * The best cosine of any passage with {@code question}, −1..1.
   *
   * @param question the question's vector, unit length
   * @return empty when there are no passages
   */
  public OptionalDouble evidence(float[] question) {
    double[] best = {Double.NEGATIVE_INFINITY};
    scan((_, vector) -> best[0] = Math.max(best[0], Vectors.dot(question, vector)));
    return passages.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(cosine(best[0]));
  }

  /**
   * The best passages, best first, by the fusion of both rankings.
   *
   * @param question its words
   * @param embedding its vector, unit length
   * @param most how many at most
   */
  public List<Hit> search(String question, float[] embedding, int most) {
    double[] cosines = new double[passages.size()];
    scan((id, vector) -> cosines[id] = cosine(Vectors.dot(embedding, vector)));
    Map<Integer, Double> fused = new HashMap<>();
    fuse(fused, byVector(cosines));
    fuse(fused, byWords(question));
    return fused.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<Integer, Double> hit) -> -hit.getValue())
                .thenComparing(hit -> -cosines[hit.getKey()])
                .thenComparing(Map.Entry::getKey))
        .limit(most)
        .map(hit -> new Hit(passages.get(hit.getKey()), cosines[hit.getKey()], hit.getValue()))
        .toList();
  }

  private static void fuse(Map<Integer, Double> fused, List<Integer> ranking) {
    for (int rank = 0; rank < ranking.size(); rank++) {
      fused.merge(ranking.get(rank), 1 / (RANK_CONSTANT + rank + 1), Double::sum);
    }
  }

  private static List<Integer> byVector(double[] cosines) {
    List<Integer> ids = new ArrayList<>();
    for (int id = 0; id < cosines.length; id++) {
      ids.add(id);
    }
    ids.sort(Comparator.comparing((Integer id) -> -cosines[id]).thenComparing(id -> id));
    return ids.subList(0, Math.min(DEPTH, ids.size()));
  }

  private List<Integer> byWords(String question) {
    try {
      BooleanQuery.Builder query = new BooleanQuery.Builder();
      for (String word : words(question)) {
        query.add(new TermQuery(new Term(WORDS, word)), BooleanClause.Occur.SHOULD);
      }
      List<Integer> ids = new ArrayList<>();
      for (ScoreDoc hit : searcher.search(query.build(), DEPTH).scoreDocs) {
        ids.add(hit.doc);
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot search the index", e);
    }
  }

  /** The question's terms as the index holds them; bounded, as Lucene bounds its clauses. */
  private Set<String> words(String question) throws IOException {
    Map<String, Boolean> words = new LinkedHashMap<>();
    try (TokenStream tokens = analyzer.tokenStream(WORDS, question)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken() && words.size() < IndexSearcher.getMaxClauseCount()) {
        words.put(term.toString(), true);
      }
      tokens.end();
    }
    return words.keySet();
  }

  private void scan(VectorVisitor visitor) {
    try {
      for (LeafReaderContext leaf : reader.leaves()) {
        BinaryDocValues vectors = leaf.reader().getBinaryDocValues(VECTOR);
        float[] vector = new float[0];
        while (vectors != null && vectors.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          BytesRef bytes = vectors.binaryValue();
          if (vector.length * Float.BYTES != bytes.length) {
            vector = new float[bytes.length / Float.BYTES];
          }
          ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer()
              .get(vector);
          visitor.visit(leaf.docBase + vectors.docID(), vector);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the index's vectors", e);
    }
  }

  @FunctionalInterface
  private interface VectorVisitor {
    void visit(int id, float[] vector);
  }

  // Rounding may carry the product of two unit vectors just past 1.
  private static double cosine(double product) {
    return Math.max(-1, Math.min(1, product));
  }

  private static String identityOf(Directory directory) throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return "";
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      return reader.getIndexCommit().getUserData().getOrDefault(IDENTITY, "");
    } catch (IOException | IllegalArgumentException e) {
      // Damaged, or written by another version of Lucene: the folder has all it takes to build it.
      return "";
    }
  }

  private static Document document(
      Passage passage, long place, String digest, TextEmbedder embedder) {
    Document document = new Document();
    document.add(new StoredField(TITLE, passage.title()));
    document.add(new StoredField(TEXT, passage.text()));
    document.add(new StringField(SOURCE, passage.source(), Field.Store.YES));
    document.add(new SortedDocValuesField(SOURCE, new BytesRef(passage.source())));
    document.add(new NumericDocValuesField(PLACE, place));
    document.add(new StoredField(DIGEST, digest));
    document.add(new TextField(WORDS, passage.searched(), Field.Store.NO));
    document.add(new BinaryDocValuesField(VECTOR, bytes(embedder.embed(passage.searched()))));
    return document;
  }

  private static BytesRef bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return new BytesRef(bytes.array());
  }
}

package witan.inference.retrieval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import witan.embedding.Vectors;

/**
 * A corpus on disk as a Lucene index: found by meaning (vectors) and by words (BM25).
 *
 * <p>The vectors are compared one by one, not through the graph that Lucene lays over them: an
 * expert's evidence decides its weight in the answer, so it must be the best cosine and not nearly
 * the best, and the same on every machine that holds the same passages. Safe for many threads.
 */
public final class PassageIndex implements AutoCloseable {

  /** Changes whenever what is stored changes, so that an older index is built anew. */
  private static final String FORMAT = "1";

  /** The rank constant of reciprocal-rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009). */
  private static final double RANK_CONSTANT = 60;

  /** How many of each ranking are fused. */
  private static final int DEPTH = 30;

  private static final String TITLE = "title";
  private static final String TEXT = "text";
  private static final String SOURCE = "source";
  private static final String WORDS = "words";
  private static final String VECTOR = "vector";
  private static final String CORPUS = "corpus";

  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final Analyzer analyzer;
  private final List<Passage> passages;

  private PassageIndex(Directory directory, DirectoryReader reader) throws IOException {
    this.directory = directory;
    this.reader = reader;
    this.searcher = new IndexSearcher(reader);
    this.analyzer = new EnglishAnalyzer();
    this.passages = readPassages(reader);
  }

  /**
   * Opens the index at {@code path}, and builds it first when it is of another corpus or another
   * embedding model.
   *
   * @param embeddingModel names the model behind {@code embedder}
   */
  public static PassageIndex open(
      Path path, Corpus corpus, String embeddingModel, TextEmbedder embedder) {
    String wanted = FORMAT + ":" + embeddingModel + ":" + corpus.digest();
    try {
      Files.createDirectories(path);
      Directory directory = FSDirectory.open(path);
      if (!wanted.equals(corpusOf(directory))) {
        build(directory, wanted, corpus, embedder);
      }
      return new PassageIndex(directory, DirectoryReader.open(directory));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the index at " + path, e);
    }
  }

  /** Every passage, in the corpus's order. */
  public List<Passage> passages() {
    return passages;
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

  @Override
  public void close() {
    try {
      reader.close();
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the index", e);
    }
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
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(VECTOR);
        if (vectors == null) {
          continue;
        }
        KnnVectorValues.DocIndexIterator each = vectors.iterator();
        while (each.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          visitor.visit(leaf.docBase + each.docID(), vectors.vectorValue(each.index()));
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

  private static String corpusOf(Directory directory) throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      return "";
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      return reader.getIndexCommit().getUserData().getOrDefault(CORPUS, "");
    } catch (IOException | IllegalArgumentException e) {
      // Damaged, or written by another version of Lucene: the folder has all it takes to build it.
      return "";
    }
  }

  private static void build(
      Directory directory, String identity, Corpus corpus, TextEmbedder embedder)
      throws IOException {
    // Lucene reads what is there even to replace it, and fails on what it cannot read.
    for (String file : directory.listAll()) {
      directory.deleteFile(file);
    }
    IndexWriterConfig config =
        new IndexWriterConfig(new EnglishAnalyzer()).setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (Passage passage : corpus.passages()) {
        writer.addDocument(document(passage, embedder));
      }
      // One segment: document numbers are then the passages' places in the corpus.
      writer.forceMerge(1);
      writer.setLiveCommitData(Map.of(CORPUS, identity).entrySet());
      writer.commit();
    }
  }

  private static Document document(Passage passage, TextEmbedder embedder) {
    Document document = new Document();
    document.add(new StoredField(TITLE, passage.title()));
    document.add(new StoredField(TEXT, passage.text()));
    document.add(new StoredField(SOURCE, passage.source()));
    document.add(new TextField(WORDS, passage.searched(), Field.Store.NO));
    document.add(
        new KnnFloatVectorField(
            VECTOR, embedder.embed(passage.searched()), VectorSimilarityFunction.DOT_PRODUCT));
    return document;
  }

  private static List<Passage> readPassages(DirectoryReader reader) throws IOException {
    List<Passage> passages = new ArrayList<>();
    var stored = reader.storedFields();
    for (int id = 0; id < reader.maxDoc(); id++) {
      Document document = stored.document(id);
      passages.add(new Passage(document.get(TITLE), document.get(TEXT), document.get(SOURCE)));
    }
    return List.copyOf(passages);
  }
}

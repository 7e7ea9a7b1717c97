package witan.graphql.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.fake.Certificate;
import witan.graphql.fake.FakeExpert;
import witan.protocol.address.AllowedAddresses;
import witan.protocol.address.HostLookup;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertRecord;
import witan.protocol.signature.CallSigner;

/** Where experts may be, and how sure the gateway is of whom it talks to. */
@Timeout(60)
class ConnectorTest {

  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final String NAME = "expert.example";

  private final FakeExpert anna = new FakeExpert("anna", 1);
  private Channels channels = channels(AllowedAddresses.PUBLIC, HostLookup.SYSTEM);

  @AfterEach
  void stop() {
    channels.close();
    anna.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"})
  void anExpertOnThisMachineIsNotCalled(String host) throws Exception {
    anna.finds(0.5f);

    assertThat(evidence(anna.recordAt("http://" + host))).isInstanceOf(Evidence.Silent.class);
    assertThatThrownBy(() -> sessions().vocabulary(anna.recordAt("http://" + host), WITHIN))
        .isInstanceOf(ExpertLostException.class);
    assertThat(anna.wasReached()).isFalse();
  }

  @Test
  void anExpertOnThisMachineIsCalledWhereThatIsAllowed() throws Exception {
    anna.finds(0.5f);
    channels = channels(AllowedAddresses.parse(List.of("loopback")), HostLookup.SYSTEM);

    assertThat(evidence(anna.record())).isEqualTo(new Evidence.Found(0.5));
  }

  @Test
  void aNameThatLeadsWithinIsNotCalledAlsoWhereItLeadsOutsideAsWell() throws Exception {
    anna.finds(0.5f);
    channels =
        channels(
            AllowedAddresses.PUBLIC,
            host -> List.of(address("93.184.216.34"), address("127.0.0.1")));

    assertThat(evidence(anna.recordAt("http://" + NAME))).isInstanceOf(Evidence.Silent.class);
    assertThat(anna.wasReached()).isFalse();
  }

  /** What is called is what was judged, however often the name's meaning changes. */
  @Test
  void aNameThatChangesItsMeaningAfterTheCheckLeadsNowhereElse() throws Exception {
    anna.finds(0.5f);
    AllowedAddresses allowed = AllowedAddresses.parse(List.of("127.0.0.2"));
    Queue<String> answers = new ArrayDeque<>(List.of("127.0.0.2"));
    channels =
        channels(
            allowed,
            host -> {
              String next = answers.poll();
              return List.of(address(next == null ? "127.0.0.1" : next));
            });

    // Nobody listens at 127.0.0.2, so every attempt fails and the name is looked up once more.
    for (int attempt = 0; attempt < 5; attempt++) {
      assertThat(evidence(anna.recordAt("http://" + NAME))).isInstanceOf(Evidence.Silent.class);
    }
    assertThat(answers).isEmpty();
    assertThat(anna.wasReached()).isFalse();
  }

  @Test
  void aLookupThatHangsIsGivenUpByTheCallsOwnDeadline() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    channels =
        channels(
            AllowedAddresses.PUBLIC,
            host -> {
              asked.countDown();
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(host);
            });
    try {
      assertThat(
              sessions()
                  .evidence(
                      List.of(anna.recordAt("http://" + NAME)),
                      new float[384],
                      Duration.ofMillis(200)))
          .allSatisfy((key, found) -> assertThat(found).isInstanceOf(Evidence.Silent.class));
      asked.await();
    } finally {
      over.countDown();
    }
  }

  @Test
  void anUnknownNameIsALostExpertAndNoMore() throws Exception {
    channels =
        channels(
            AllowedAddresses.PUBLIC,
            host -> {
              throw new UnknownHostException(host);
            });

    assertThat(evidence(anna.recordAt("http://" + NAME))).isInstanceOf(Evidence.Silent.class);
  }

  @Test
  void anHttpsEndpointIsCalledOverTlsAndItsCertificateIsVerified(@TempDir Path own)
      throws Exception {
    Path foreign = Files.createDirectory(own.resolve("foreign"));
    Path elsewhere = Files.createDirectory(own.resolve("elsewhere"));
    Certificate its = Certificate.make(own, "ip:127.0.0.1");
    Certificate another = Certificate.make(foreign, "ip:127.0.0.1");
    Certificate misnamed = Certificate.make(elsewhere, "dns:elsewhere.example");

    try (FakeExpert bert = overTls(its)) {
      assertThat(evidenceTrusting(its.chain(), bert)).isEqualTo(new Evidence.Found(0.5));
      assertThat(evidenceTrusting(another.chain(), bert)).isInstanceOf(Evidence.Silent.class);
      assertThat(evidenceTrusting(null, bert))
          .as("the JDK's authorities do not know it")
          .isInstanceOf(Evidence.Silent.class);
    }
    try (FakeExpert bert = overTls(misnamed)) {
      assertThat(evidenceTrusting(misnamed.chain(), bert))
          .as("its certificate is for another host")
          .isInstanceOf(Evidence.Silent.class);
    }
  }

  @Test
  void anExpertWithoutTlsIsNotTakenForOneWithIt(@TempDir Path own) throws Exception {
    anna.finds(0.5f);
    Path authorities = Certificate.make(own, "ip:127.0.0.1").chain();

    assertThat(evidenceTrusting(authorities, anna)).isInstanceOf(Evidence.Silent.class);
  }

  @Test
  void aFileWithoutCertificatesIsRefusedAtTheStart(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("authorities.pem"), "no certificate");

    assertThatThrownBy(() -> new Connector(AllowedAddresses.PUBLIC, HostLookup.SYSTEM, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("witan.experts.authorities");
  }

  private static FakeExpert overTls(Certificate certificate) throws IOException {
    FakeExpert expert =
        new FakeExpert(
            "bert",
            2,
            TlsServerCredentials.create(certificate.chain().toFile(), certificate.key().toFile()));
    expert.finds(0.5f);
    return expert;
  }

  private Evidence evidenceTrusting(@Nullable Path authorities, FakeExpert expert)
      throws InterruptedException {
    channels.close();
    channels =
        new Channels(
            InstantSource.system(),
            new Connector(
                AllowedAddresses.parse(List.of("loopback")), HostLookup.SYSTEM, authorities));
    return evidence(expert.recordAt("https://127.0.0.1"));
  }

  private ExpertSessions sessions() {
    return new ExpertSessions(
        channels, new CallSigner(HotkeyPair.generate(), InstantSource.system()));
  }

  private Evidence evidence(ExpertRecord expert) throws InterruptedException {
    return sessions()
        .evidence(List.of(expert), new float[384], WITHIN)
        .get(expert.descriptor().hotkey().toString());
  }

  private static Channels channels(AllowedAddresses allowed, HostLookup lookup) {
    return new Channels(InstantSource.system(), new Connector(allowed, lookup, null));
  }

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
